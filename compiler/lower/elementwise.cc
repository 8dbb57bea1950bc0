// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/elementwise.h"

#include "graph/rows.h"

namespace firefly {

CallExtent call_extent(const LowerContext& context) {
  return row_needs(context.graph, context.op) ? CallExtent::kRow
                                              : CallExtent::kWhole;
}

KernelCall elementwise_call(const LowerContext& context, CallExtent extent) {
  KernelCall call;
  call.by_row = extent == CallExtent::kRow;
  call.args.push_back({ArgKind::kLayer});
  const Tensor& output = context.out();
  for (size_t i = 0; i < context.op.inputs.size(); ++i) {
    const Tensor& operand = context.in(i);
    const bool row = call.by_row && !operand.is_constant();
    call.args.push_back(
        {row ? ArgKind::kInputRow : ArgKind::kInputData, static_cast<int>(i)});
    if (call.in_place_input < 0 && operand.role == TensorRole::kActivation &&
        operand.shape == output.shape &&
        size_bytes(operand.type) == size_bytes(output.type)) {
      call.in_place_input = static_cast<int>(i);
    }
  }
  call.args.push_back(
      {call.by_row ? ArgKind::kOutputRow : ArgKind::kOutputData, 0});
  return call;
}

void broadcast_fields(KernelCall& call, const PreparedBroadcast& broadcast) {
  call.field("count", broadcast.count);
  call.field("step", std::vector<int64_t>(broadcast.step.begin(),
                                          broadcast.step.end()));
  call.field("outer_rank", broadcast.outer_rank);
  if (broadcast.outer_rank == 0) {
    call.field("outer", std::monostate{});
  } else {
    call.field("outer", FlashArray::of("outer", broadcast.outer));
  }
}

void lookup_fields(KernelCall& call, int32_t count,
                   const std::vector<uint8_t>& table) {
  call.header = "kernels/lookup.h";
  call.function = "lookup_s8";
  call.layer_type = "LookupS8";
  call.field("count", count);
  call.field("table", FlashArray::of("table", table));
}

Field::Value braces(const OutputRange& range) {
  return std::vector<int64_t>{range.zero_point, range.low, range.high};
}

}  // namespace firefly
