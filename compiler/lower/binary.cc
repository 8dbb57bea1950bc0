// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/binary.h"

#include "compiler/lower/elementwise.h"

namespace firefly {
namespace {

Field::Value braces(const OperandScale& scale) {
  return std::vector<int64_t>{scale.zero_point, scale.multiplier, scale.shift};
}

void layer_fields(KernelCall& call, const BinaryScaled& layer) {
  call.layer_type = "BinaryScaled";
  call.field("left_shift", layer.left_shift);
  call.field("a", braces(layer.a));
  call.field("b", braces(layer.b));
  call.field("multiplier", layer.multiplier);
  call.field("shift", layer.shift);
  call.field("range", braces(layer.range));
}

void layer_fields(KernelCall& call, const BinaryProduct& layer) {
  call.layer_type = "BinaryProduct";
  call.field("a_zero_point", layer.a_zero_point);
  call.field("b_zero_point", layer.b_zero_point);
  call.field("multiplier", layer.multiplier);
  call.field("shift", layer.shift);
  call.field("range", braces(layer.range));
}

void layer_fields(KernelCall& call, const BinaryCompared& layer) {
  call.layer_type = "BinaryCompared";
  call.field("left_shift", layer.left_shift);
  call.field("a", braces(layer.a));
  call.field("b", braces(layer.b));
}

void layer_fields(KernelCall& call, const BinaryClamped<float>& layer) {
  call.layer_type = "BinaryClamped<float>";
  call.field("low", layer.low);
  call.field("high", layer.high);
}

void layer_fields(KernelCall& call, const BinaryClamped<int32_t>& layer) {
  call.layer_type = "BinaryClamped<int32_t>";
  call.field("low", layer.low);
  call.field("high", layer.high);
}

void layer_fields(KernelCall& call, const BinaryPlain& /*layer*/) {
  call.layer_type = "BinaryPlain";
}

}  // namespace

KernelCall lower(const Binary& kind, const LowerContext& context) {
  const CallExtent extent = call_extent(context);
  KernelCall call = elementwise_call(context, extent);
  call.function = "binary";
  broadcast_fields(call, prepare_broadcast(context.graph, context.op, extent));
  const bool found = visit_binary(
      kind, context.in(0), context.in(1), context.out(),
      [&](auto /*kernel*/, const auto& layer, const std::string& name) {
        call.header = context.isa == Isa::kMve && name == "AddQuantized"
                          ? "isa/mve_add_s8.h"
                          : "kernels/binary_numbers.h";
        call.template_args = {"elementwise::" + name};
        layer_fields(call, layer);
      });
  FIREFLY_CHECK(found);
  return call;
}

}  // namespace firefly
