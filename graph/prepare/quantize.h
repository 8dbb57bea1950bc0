// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "graph/tensor.h"
#include "kernels/quantize.h"

namespace firefly {

[[nodiscard]] QuantizeF32 prepare_quantize_f32(const Tensor& output,
                                               int32_t count);
[[nodiscard]] RequantizeLayer prepare_requantize(const Tensor& input,
                                                 const Tensor& output,
                                                 int32_t count);
/// Requantisation between 8-bit types as a table: 256 outputs, indexed by the
/// input's bits.
[[nodiscard]] std::vector<uint8_t> prepare_requantize_lookup(
    const Tensor& input, const Tensor& output);
[[nodiscard]] DequantizeLayer prepare_dequantize(const Tensor& input,
                                                 int32_t count);

}  // namespace firefly
