// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/pool2d.h"

#include "compiler/lower/global_pool.h"
#include "compiler/lower/lower.h"
#include "graph/rows.h"

namespace firefly {
namespace {

std::string function_of(PoolKind kind) {
  switch (kind) {
    case PoolKind::kAverage:
      return "pooling::Average";
    case PoolKind::kMax:
      return "pooling::Maximum";
    case PoolKind::kL2:
      break;
  }
  return "pooling::L2";
}

/// A PoolLayer, and around it the rest of a PoolImages if the call is whole.
template <class T, class Value>
void layer_fields(KernelCall& call, const PoolImages<T>& images) {
  const PoolLayer<T>& layer = images.layer;
  call.field("input_width", layer.input_width);
  call.field("output_width", layer.output_width);
  call.field("channels", layer.channels);
  call.field("window_height", layer.window_height);
  call.field("window_width", layer.window_width);
  call.field("stride_w", layer.stride_w);
  call.field("margin_left", layer.margin_left);
  call.field("low", Value{layer.low});
  call.field("high", Value{layer.high});
  if (!call.by_row) {
    call.field("images", images.images);
    call.field("input_height", images.input_height);
    call.field("output_height", images.output_height);
    call.field("stride_h", images.stride_h);
    call.field("margin_top", images.margin_top);
  }
}

}  // namespace

KernelCall lower(const Pool2d& kind, const LowerContext& context) {
  if (auto global = lower_global_pool(kind, context)) {
    return std::move(*global);
  }
  // A pointer of any target.
  constexpr int32_t kPointerBytes = 8;
  KernelCall call;
  const bool vectors = context.isa == Isa::kMve && kind.kind != PoolKind::kL2 &&
                       context.in(0).type == DataType::kInt8;
  call.header = vectors ? "isa/mve_pool2d_s8.h" : "kernels/pool2d.h";
  call.template_args = {function_of(kind.kind)};
  call.by_row = row_needs(context.graph, context.op).has_value();
  if (call.by_row) {
    call.function = "pool2d_row";
    call.args = {{ArgKind::kLayer},
                 {ArgKind::kInputWindow, 0},
                 {ArgKind::kOutputRow, 0}};
  } else {
    call.function = "pool2d";
    call.args = {{ArgKind::kLayer},
                 {ArgKind::kInputData, 0},
                 {ArgKind::kOutputData, 0},
                 {ArgKind::kScratch}};
    call.scratch_bytes = kind.window.height * kPointerBytes;
  }
  const std::string layer = call.by_row ? "PoolLayer" : "PoolImages";
  const Tensor& input = context.in(0);
  if (input.type == DataType::kFloat32) {
    call.layer_type = layer + "<float>";
    layer_fields<float, float>(
        call, prepare_pool2d<float>(kind, input, context.out()));
  } else {
    call.layer_type = layer + "<int32_t>";
    layer_fields<int32_t, int64_t>(
        call, prepare_pool2d<int32_t>(kind, input, context.out()));
  }
  return call;
}

}  // namespace firefly
