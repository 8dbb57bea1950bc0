// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/softmax.h"

#include "compiler/lower/elementwise.h"

namespace firefly {
namespace {

/// A whole-tensor call over the last dimension.
KernelCall rows_call(const LowerContext& context, const std::string& header,
                     std::string function, std::string layer_type) {
  KernelCall call = elementwise_call(context, CallExtent::kWhole);
  call.header = "kernels/" + header;
  call.function = std::move(function);
  call.layer_type = std::move(layer_type);
  return call;
}

}  // namespace

KernelCall lower(const Softmax& kind, const LowerContext& context) {
  const Tensor& input = context.in(0);
  if (input.type == DataType::kFloat32) {
    KernelCall call =
        rows_call(context, "softmax.h", "softmax_f32", "SoftmaxF32");
    const SoftmaxF32 layer = prepare_softmax_f32(kind.beta, input);
    call.field("rows", layer.rows);
    call.field("depth", layer.depth);
    call.field("beta", layer.beta);
    return call;
  }
  if (input.type == DataType::kInt16) {
    KernelCall call =
        rows_call(context, "softmax.h", "softmax_s16", "SoftmaxS16");
    const PreparedSoftmaxS16 layer = prepare_softmax_s16(kind.beta, input);
    call.field("rows", layer.rows);
    call.field("depth", layer.depth);
    call.field("multiplier", layer.multiplier);
    call.field("shift", layer.shift);
    call.field("exp_table", FlashArray::of("exp_table", layer.exp_table));
    call.field("reciprocal_table",
               FlashArray::of("reciprocal_table", layer.reciprocal_table));
    return call;
  }
  KernelCall call = rows_call(context, "softmax.h", "softmax_s8", "SoftmaxS8");
  const SoftmaxS8 layer = prepare_softmax_s8(kind.beta, input);
  call.field("rows", layer.rows);
  call.field("depth", layer.depth);
  call.field("multiplier", layer.multiplier);
  call.field("shift", layer.shift);
  call.field("lowest_difference", layer.lowest_difference);
  return call;
}

KernelCall lower(const LogSoftmax& /*kind*/, const LowerContext& context) {
  const Tensor& input = context.in(0);
  if (input.type == DataType::kFloat32) {
    KernelCall call =
        rows_call(context, "log_softmax.h", "log_softmax_f32", "LogSoftmaxF32");
    const LogSoftmaxF32 layer = prepare_log_softmax_f32(input);
    call.field("rows", layer.rows);
    call.field("depth", layer.depth);
    return call;
  }
  KernelCall call =
      rows_call(context, "log_softmax.h", "log_softmax_s8", "LogSoftmaxS8");
  const LogSoftmaxS8 layer = prepare_log_softmax_s8(input);
  const SoftmaxS8& softmax = layer.softmax;
  call.field("softmax", std::vector<int64_t>{softmax.rows, softmax.depth,
                                             softmax.multiplier, softmax.shift,
                                             softmax.lowest_difference});
  call.field("reverse_multiplier", layer.reverse_multiplier);
  call.field("reverse_shift", layer.reverse_shift);
  return call;
}

KernelCall lower(const L2Normalize& /*kind*/, const LowerContext& context) {
  const Tensor& input = context.in(0);
  if (input.type == DataType::kFloat32) {
    KernelCall call = rows_call(context, "l2_normalize.h", "l2_normalize_f32",
                                "L2NormalizeF32");
    const L2NormalizeF32 layer = prepare_l2_normalize_f32(input);
    call.field("rows", layer.rows);
    call.field("depth", layer.depth);
    return call;
  }
  KernelCall call =
      rows_call(context, "l2_normalize.h", "l2_normalize_s8", "L2NormalizeS8");
  const L2NormalizeS8 layer = prepare_l2_normalize_s8(input);
  call.field("rows", layer.rows);
  call.field("depth", layer.depth);
  call.field("input_zero_point", layer.input_zero_point);
  return call;
}

}  // namespace firefly
