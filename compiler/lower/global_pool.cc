// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/global_pool.h"

#include "compiler/lower/elementwise.h"
#include "graph/prepare/pool2d.h"
#include "graph/prepare/reduce.h"
#include "graph/rows.h"
#include "kernels/global_pool_s8.h"

namespace firefly {
namespace {

/// Whether rows of this image may be added up, and their sums fit the kernel.
bool is_small_image(const LowerContext& context) {
  const Tensor& image = context.in(0);
  return image.type == DataType::kInt8 && has_rows(image) &&
         image.shape[2] <= 256 && !context.sliding;
}

KernelCall global_pool_call(const LowerContext& context) {
  const Shape& image = context.in(0).shape;
  KernelCall call;
  const bool in_quads = context.isa == Isa::kArmv7em && !context.small;
  call.header = context.isa == Isa::kMve ? "isa/mve_global_pool_s8.h"
                : in_quads               ? "isa/armv7em_global_pool_s8.h"
                                         : "kernels/global_pool_s8.h";
  call.function = "global_pool_s8_row";
  call.args = {{ArgKind::kLayer},
               {ArgKind::kInputRow, 0},
               {ArgKind::kRow},
               {ArgKind::kOutputData, 0},
               {ArgKind::kScratch}};
  call.by_row = true;
  call.accumulates = true;
  call.scratch_bytes = global_pool_scratch_bytes(image[3]);
  call.field("height", image[1]);
  call.field("width", image[2]);
  call.field("channels", image[3]);
  return call;
}

}  // namespace

std::optional<KernelCall> lower_global_pool(const Pool2d& kind,
                                            const LowerContext& context) {
  const Shape& image = context.in(0).shape;
  if (kind.kind != PoolKind::kAverage || !is_small_image(context) ||
      kind.window.height != image[1] || kind.window.width != image[2] ||
      kind.window.margins != Margins{} ||
      element_count(context.out()) != image[3]) {
    return std::nullopt;
  }
  const PoolLayer<int32_t> layer =
      prepare_pool2d<int32_t>(kind, context.in(0), context.out()).layer;
  KernelCall call = global_pool_call(context);
  call.layer_type = "GlobalAverageS8";
  call.field("low", int64_t{layer.low});
  call.field("high", int64_t{layer.high});
  return call;
}

std::optional<KernelCall> lower_global_pool(const Reduce& kind,
                                            const LowerContext& context) {
  if (kind.kind != ReduceKind::kMean || !is_small_image(context) ||
      context.out().type != DataType::kInt8 ||
      kind.axes != std::vector<int32_t>{1, 2}) {
    return std::nullopt;
  }
  const Shape& image = context.in(0).shape;
  const ReduceQuantized layer = prepare_sum_quantized(
      kind, context.in(0), context.out(), image[1] * image[2]);
  KernelCall call = global_pool_call(context);
  call.layer_type = "GlobalMeanS8";
  call.field("input_offset", layer.input_offset);
  call.field("multiplier", layer.multiplier);
  call.field("shift", layer.shift);
  call.field("range", braces(layer.range));
  return call;
}

}  // namespace firefly
