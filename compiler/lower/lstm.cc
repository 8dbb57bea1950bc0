// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/lstm.h"

#include "compiler/lower/lower.h"

namespace firefly {
namespace {

using Numbers = std::vector<int64_t>;

Numbers numbers(const LstmShape& shape) {
  return {shape.sequences,   shape.steps,           shape.input_elems,
          shape.state_elems, shape.sequence_stride, shape.step_stride};
}

/// As LstmScales, flat.
Numbers numbers(const LstmScales& scales) {
  Numbers result;
  for (const auto* member :
       {&scales.input_multiplier, &scales.input_shift,
        &scales.recurrent_multiplier, &scales.recurrent_shift}) {
    result.insert(result.end(), std::begin(*member), std::end(*member));
  }
  return result;
}

KernelCall integer_call(const Lstm& kind, const LowerContext& context) {
  const auto lstm = prepare_lstm_s8(kind, context.graph, context.op);
  KernelCall call;
  call.function = "lstm_s8";
  call.layer_type = "LstmS8";
  call.field("shape", numbers(lstm.shape));
  call.field("weights", FlashArray::of("weights", lstm.weights));
  call.field("bias", FlashArray::of("bias", lstm.bias));
  call.field("scales", numbers(lstm.layer().scales));
  call.field("forget_multiplier", lstm.forget.multiplier);
  call.field("forget_shift", lstm.forget.shift);
  call.field("input_multiplier", lstm.input.multiplier);
  call.field("input_shift", lstm.input.shift);
  call.field("hidden_multiplier", lstm.hidden.multiplier);
  call.field("hidden_shift", lstm.hidden.shift);
  call.field("hidden_zero_point", lstm.hidden_zero_point);
  call.field("cell_clip", lstm.cell_clip);
  call.field("tanh_multiplier", lstm.tanh_multiplier);
  call.field("tanh_shift", lstm.tanh_shift);
  call.field("sigmoid", FlashArray::of("sigmoid", lstm.sigmoid));
  return call;
}

KernelCall float_call(const Lstm& kind, const LowerContext& context) {
  const auto lstm = prepare_lstm_f32(kind, context.graph, context.op);
  KernelCall call;
  call.function = "lstm_f32";
  call.layer_type = "LstmF32";
  call.field("shape", numbers(lstm.shape));
  call.field("weights", FlashArray::of("weights", lstm.weights));
  call.field("bias", FlashArray::of("bias", lstm.bias));
  call.field("cell_clip", lstm.cell_clip);
  return call;
}

}  // namespace

KernelCall lower(const Lstm& kind, const LowerContext& context) {
  KernelCall call = context.out().type == DataType::kFloat32
                        ? float_call(kind, context)
                        : integer_call(kind, context);
  call.header = "kernels/lstm.h";
  call.args = {{ArgKind::kLayer},
               {ArgKind::kInputData, 0},
               {ArgKind::kStateData, 18},
               {ArgKind::kStateData, 19},
               {ArgKind::kOutputData, 0}};
  return call;
}

}  // namespace firefly
