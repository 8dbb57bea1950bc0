// SPDX-License-Identifier: Apache-2.0
//
// Parameters of the functions over the last dimension.
#pragma once

#include <vector>

#include "graph/op.h"
#include "graph/tensor.h"
#include "kernels/l2_normalize.h"
#include "kernels/log_softmax.h"
#include "kernels/softmax.h"

namespace firefly {

/// Largest magnitude of an input that `shift` and a multiplier below 1 bring
/// to a Q<integer_bits> number in 31 bits. As TFLite's CalculateInputRadius.
[[nodiscard]] int32_t input_radius(int integer_bits, int shift);

[[nodiscard]] SoftmaxS8 prepare_softmax_s8(float beta, const Tensor& input);
[[nodiscard]] SoftmaxF32 prepare_softmax_f32(float beta, const Tensor& input);
[[nodiscard]] LogSoftmaxS8 prepare_log_softmax_s8(const Tensor& input);
[[nodiscard]] LogSoftmaxF32 prepare_log_softmax_f32(const Tensor& input);
[[nodiscard]] L2NormalizeS8 prepare_l2_normalize_s8(const Tensor& input);
[[nodiscard]] L2NormalizeF32 prepare_l2_normalize_f32(const Tensor& input);

/// A SoftmaxS16 and its tables.
struct PreparedSoftmaxS16 {
  int32_t rows = 0;
  int32_t depth = 0;
  int32_t multiplier = 0;
  int32_t shift = 0;
  std::vector<int16_t> exp_table;
  std::vector<int16_t> reciprocal_table;

  [[nodiscard]] SoftmaxS16 layer() const {
    return {rows,
            depth,
            multiplier,
            shift,
            exp_table.data(),
            reciprocal_table.data()};
  }
};
[[nodiscard]] PreparedSoftmaxS16 prepare_softmax_s16(float beta,
                                                     const Tensor& input);

}  // namespace firefly
