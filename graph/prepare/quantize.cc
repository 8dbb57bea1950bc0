// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/quantize.h"

#include "graph/prepare/quantization.h"

namespace firefly {

QuantizeF32 prepare_quantize_f32(const Tensor& output, int32_t count) {
  return {count, output.scale(), output.zero_point()};
}

RequantizeLayer prepare_requantize(const Tensor& input, const Tensor& output,
                                   int32_t count) {
  const QuantizedMultiplier scale = quantize_multiplier(
      static_cast<double>(input.scale()) / static_cast<double>(output.scale()));
  const IntegerRange range = full_range(output.type);
  return {count,
          input.zero_point(),
          scale.multiplier,
          scale.shift,
          {output.zero_point(), range.low, range.high}};
}

std::vector<uint8_t> prepare_requantize_lookup(const Tensor& input,
                                               const Tensor& output) {
  const RequantizeLayer layer = prepare_requantize(input, output, 1);
  std::vector<uint8_t> table(256);
  const IntegerRange range = full_range(input.type);
  for (int32_t x = range.low; x <= range.high; ++x) {
    table[static_cast<uint8_t>(x)] = static_cast<uint8_t>(
        requantize(x - layer.input_zero_point, layer.multiplier, layer.shift,
                   layer.range));
  }
  return table;
}

DequantizeLayer prepare_dequantize(const Tensor& input, int32_t count) {
  return {count, input.scale(), input.zero_point()};
}

}  // namespace firefly
