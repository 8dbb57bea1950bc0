// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/quantize.h"

#include "graph/evaluate/evaluate.h"
#include "graph/evaluate/number.h"
#include "kernels/cast.h"

namespace firefly {

void evaluate(const Quantize& /*kind*/, const Operands& operands) {
  const Tensor& input = operands.in(0);
  const int32_t count = element_count(input);
  with_integer(operands.out().type, [&]<class Out>(Out) {
    auto* out = operands.output<Out>();
    if (input.type == DataType::kFloat32) {
      return quantize_f32(prepare_quantize_f32(operands.out(), count),
                          operands.input<float>(0), out);
    }
    with_integer(input.type, [&]<class T>(T) {
      requantize_tensor(prepare_requantize(input, operands.out(), count),
                        operands.input<T>(0), out);
    });
  });
}

void evaluate(const Dequantize& /*kind*/, const Operands& operands) {
  const Tensor& input = operands.in(0);
  with_integer(input.type, [&]<class T>(T) {
    dequantize(prepare_dequantize(input, element_count(input)),
               operands.input<T>(0), operands.output<float>());
  });
}

void evaluate(const Cast& /*kind*/, const Operands& operands) {
  const CastLayer layer{element_count(operands.out())};
  with_number(operands.in(0).type, [&]<class T>(T) {
    const auto* x = operands.input<T>(0);
    if (operands.out().type == DataType::kBool) {
      return cast_to_bool(layer, x, operands.output<uint8_t>());
    }
    with_number(operands.out().type, [&]<class Out>(Out) {
      cast<Out>(layer, x, operands.output<Out>());
    });
  });
}

}  // namespace firefly
