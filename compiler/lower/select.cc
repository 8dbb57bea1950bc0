// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/elementwise.h"

namespace firefly {

KernelCall lower(const Select& /*kind*/, const LowerContext& context) {
  const CallExtent extent = call_extent(context);
  KernelCall call = elementwise_call(context, extent);
  call.header = "kernels/select.h";
  call.function = "select";
  call.layer_type = "SelectLayer";
  broadcast_fields(call, prepare_broadcast(context.graph, context.op, extent));
  return call;
}

}  // namespace firefly
