// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/prelu.h"

#include "compiler/lower/elementwise.h"

namespace firefly {

KernelCall lower(const Prelu& /*kind*/, const LowerContext& context) {
  const CallExtent extent = call_extent(context);
  KernelCall call = elementwise_call(context, extent);
  call.header = "kernels/prelu.h";
  broadcast_fields(call, prepare_broadcast(context.graph, context.op, extent));
  if (context.in(0).type == DataType::kFloat32) {
    call.function = "prelu_f32";
    call.layer_type = "PreluF32";
    return call;
  }
  const PreluQuantized layer =
      prepare_prelu(context.in(0), context.in(1), context.out());
  call.function = "prelu_quantized";
  call.layer_type = "PreluQuantized";
  call.field("x_zero_point", layer.x_zero_point);
  call.field("alpha_zero_point", layer.alpha_zero_point);
  call.field("positive_multiplier", layer.positive_multiplier);
  call.field("positive_shift", layer.positive_shift);
  call.field("negative_multiplier", layer.negative_multiplier);
  call.field("negative_shift", layer.negative_shift);
  call.field("range", braces(layer.range));
  return call;
}

}  // namespace firefly
