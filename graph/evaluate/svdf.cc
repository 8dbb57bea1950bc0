// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/svdf.h"

#include "graph/evaluate/evaluate.h"

namespace firefly {
namespace {

template <class State>
void evaluate_s8(const Svdf& kind, const Operands& operands) {
  const SvdfQuantization q = quantize_svdf(operands.graph, operands.op);
  const SvdfS8<State> layer = {
      svdf_shape(kind, operands.graph, operands.op),
      operands.input<int8_t>(1),
      operands.input<State>(2),
      operands.input<int32_t>(3),
      q.feature_bias.data(),
      q.feature.multiplier,
      q.feature.shift,
      q.state_zero_point,
      q.output.multiplier,
      q.output.shift,
      q.output_range,
  };
  svdf_s8(layer, operands.input<int8_t>(0), operands.state<State>(4),
          operands.output<int8_t>());
}

void evaluate_f32(const Svdf& kind, const Operands& operands) {
  const FloatRange range = activation_range(kind.activation);
  const SvdfF32 layer = {
      svdf_shape(kind, operands.graph, operands.op),
      operands.input<float>(1),
      operands.input<float>(2),
      operands.input<float>(3),
      range.low,
      range.high,
  };
  svdf_f32(layer, operands.input<float>(0), operands.state<float>(4),
           operands.output<float>());
}

}  // namespace

void evaluate(const Svdf& kind, const Operands& operands) {
  switch (operands.in(4).type) {
    case DataType::kInt8:
      return evaluate_s8<int8_t>(kind, operands);
    case DataType::kInt16:
      return evaluate_s8<int16_t>(kind, operands);
    default:
      return evaluate_f32(kind, operands);
  }
}

}  // namespace firefly
