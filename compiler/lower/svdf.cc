// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/svdf.h"

#include "compiler/lower/lower.h"

namespace firefly {
namespace {

using Numbers = std::vector<int64_t>;

FlashArray constant(std::string what, const Tensor& tensor) {
  return {std::move(what), tensor.type, tensor.data};
}

/// What both variants begin with: the extents and the weights.
KernelCall svdf_call(const Svdf& kind, const LowerContext& context) {
  const SvdfShape shape = svdf_shape(kind, context.graph, context.op);
  KernelCall call;
  call.header = "kernels/svdf.h";
  call.args = {{ArgKind::kLayer},
               {ArgKind::kInputData, 0},
               {ArgKind::kStateData, 4},
               {ArgKind::kOutputData, 0}};
  call.field("shape", Numbers{shape.batches, shape.input_elems, shape.units,
                              shape.rank, shape.memory});
  call.field("feature_weights", constant("feature_weights", context.in(1)));
  call.field("time_weights", constant("time_weights", context.in(2)));
  if (context.op.has_input(3)) {
    call.field("bias", constant("bias", context.in(3)));
  } else {
    call.field("bias", std::monostate{});
  }
  return call;
}

Numbers numbers(const OutputRange& range) {
  return {range.zero_point, range.low, range.high};
}

}  // namespace

KernelCall lower(const Svdf& kind, const LowerContext& context) {
  KernelCall call = svdf_call(kind, context);
  if (context.out().type == DataType::kFloat32) {
    const FloatRange range = activation_range(kind.activation);
    call.function = "svdf_f32";
    call.layer_type = "SvdfF32";
    call.field("low", range.low);
    call.field("high", range.high);
    return call;
  }
  const SvdfQuantization q = quantize_svdf(context.graph, context.op);
  call.function = "svdf_s8";
  call.layer_type = context.in(4).type == DataType::kInt8 ? "SvdfS8<int8_t>"
                                                          : "SvdfS8<int16_t>";
  call.field("feature_bias", FlashArray::of("bias", q.feature_bias));
  call.field("feature_multiplier", q.feature.multiplier);
  call.field("feature_shift", q.feature.shift);
  call.field("state_zero_point", q.state_zero_point);
  call.field("output_multiplier", q.output.multiplier);
  call.field("output_shift", q.output.shift);
  call.field("output", numbers(q.output_range));
  return call;
}

}  // namespace firefly
