// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/softmax.h"

#include <algorithm>
#include <cmath>

#include "graph/prepare/quantization.h"
#include "graph/prepare/unary.h"

namespace firefly {
namespace {

/// Integer bits of the argument of exp().
constexpr int kIntegerBits = 5;

int32_t depth_of(const Tensor& input) { return input.shape.back(); }
int32_t rows_of(const Tensor& input) {
  return element_count(input) / depth_of(input);
}

}  // namespace

int32_t input_radius(int integer_bits, int shift) {
  const double largest =
      std::ldexp((1 << integer_bits) - 1, 31 - integer_bits - shift);
  return static_cast<int32_t>(std::min(std::floor(largest), 2147483647.0));
}

SoftmaxS8 prepare_softmax_s8(float beta, const Tensor& input) {
  constexpr double kLargest = 2147483647.0;
  const double real = static_cast<double>(beta) *
                      static_cast<double>(input.scale()) *
                      (1 << (31 - kIntegerBits));
  const QuantizedMultiplier scale =
      quantize_multiplier(std::min(real, kLargest));
  return {rows_of(input), depth_of(input), scale.multiplier, scale.shift,
          -input_radius(kIntegerBits, scale.shift)};
}

SoftmaxF32 prepare_softmax_f32(float beta, const Tensor& input) {
  return {rows_of(input), depth_of(input), beta};
}

LogSoftmaxS8 prepare_log_softmax_s8(const Tensor& input) {
  LogSoftmaxS8 layer{};
  layer.softmax = prepare_softmax_s8(1.0F, input);
  const QuantizedMultiplier reverse =
      quantize_multiplier(std::ldexp(1.0, 31 - layer.softmax.shift) /
                          static_cast<double>(layer.softmax.multiplier));
  layer.reverse_multiplier = reverse.multiplier;
  layer.reverse_shift = reverse.shift;
  return layer;
}

LogSoftmaxF32 prepare_log_softmax_f32(const Tensor& input) {
  return {rows_of(input), depth_of(input)};
}

L2NormalizeS8 prepare_l2_normalize_s8(const Tensor& input) {
  return {rows_of(input), depth_of(input), input.zero_point()};
}

L2NormalizeF32 prepare_l2_normalize_f32(const Tensor& input) {
  return {rows_of(input), depth_of(input)};
}

PreparedSoftmaxS16 prepare_softmax_s16(float beta, const Tensor& input) {
  constexpr float kRange = 65535.0F;
  const QuantizedMultiplier scale =
      quantize_multiplier(static_cast<double>(input.scale()) *
                          static_cast<double>(beta) / (10.0 / 65535.0));
  return {rows_of(input),
          depth_of(input),
          scale.multiplier,
          scale.shift,
          interpolation_table(10.0F / kRange, INT16_MAX, 2.0F / kRange, 0,
                              [](float x) { return std::exp(x); }),
          interpolation_table(1.0F / kRange, INT16_MIN, 2.0F / kRange, 0,
                              [](float x) { return 1.0F / (1.0F + x); })};
}

}  // namespace firefly
