// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/binary.h"

#include <algorithm>
#include <utility>

#include "compiler/lower/elementwise.h"
#include "compiler/lower/pack_sum.h"

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

/// Whether it is the sum or difference of two int8 tensors of one shape.
bool is_plain_sum(const Binary& kind, const LowerContext& context,
                  const PreparedBroadcast& broadcast) {
  return (kind.kind == BinaryKind::kAdd || kind.kind == BinaryKind::kSub) &&
         context.out().type == DataType::kInt8 && broadcast.outer_rank == 0 &&
         std::ranges::count(broadcast.step, 1) == 2;
}

KernelCall sum_call(KernelCall call, const PackedSum& packed, int32_t count,
                    const BinaryScaled& layer, bool has_vectors) {
  call.header = has_vectors ? "isa/mve_sum_s8.h" : "kernels/sum_s8.h";
  call.function = has_vectors ? "mve::sum_s8" : "sum_s8";
  call.layer_type = "SumS8";
  if (!packed.wide_is_first) {
    std::swap(call.args[1], call.args[2]);
  }
  call.field("count", count);
  call.field("table", FlashArray::of("table", packed.table));
  call.field("slope", packed.slope);
  call.field("low", layer.range.low);
  call.field("high", layer.range.high);
  return call;
}

}  // namespace

KernelCall lower(const Binary& kind, const LowerContext& context) {
  const CallExtent extent = call_extent(context);
  KernelCall call = elementwise_call(context, extent);
  const PreparedBroadcast broadcast =
      prepare_broadcast(context.graph, context.op, extent);
  if (is_plain_sum(kind, context, broadcast) && !context.small) {
    const BinaryScaled layer =
        prepare_sum(kind, context.in(0), context.in(1), context.out());
    const auto packed = pack_sum(layer, kind.kind == BinaryKind::kSub);
    if (packed) {
      return sum_call(std::move(call), *packed, broadcast.count, layer,
                      context.isa == Isa::kMve);
    }
  }
  call.function = "binary";
  broadcast_fields(call, broadcast);
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
