// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/unary.h"

#include "compiler/lower/elementwise.h"

namespace firefly {
namespace {

void lower_s16(const Unary& kind, const LowerContext& context, int32_t count,
               KernelCall& call) {
  call.field("count", count);
  switch (unary_s16(kind.kind)) {
    case UnaryS16::kTwoSlopes: {
      const TwoSlopesS16 layer =
          prepare_two_slopes_s16(kind, context.in(0), context.out(), count);
      call.header = "kernels/two_slopes_s16.h";
      call.function = "two_slopes_s16";
      call.layer_type = "TwoSlopesS16";
      call.field("input_zero_point", layer.input_zero_point);
      call.field("positive_multiplier", layer.positive_multiplier);
      call.field("positive_shift", layer.positive_shift);
      call.field("negative_multiplier", layer.negative_multiplier);
      call.field("negative_shift", layer.negative_shift);
      call.field("range", braces(layer.range));
      return;
    }
    case UnaryS16::kSigmoid: {
      const SigmoidS16 layer =
          prepare_sigmoid_s16(kind, context.in(0), count, nullptr);
      call.header = "kernels/sigmoid_s16.h";
      call.function =
          kind.kind == UnaryKind::kTanh ? "tanh_s16" : "logistic_s16";
      call.layer_type = "SigmoidS16";
      call.field("multiplier", layer.multiplier);
      call.field("shift", layer.shift);
      call.field("table", FlashArray::of("table", sigmoid_table_s16()));
      return;
    }
    default:
      FIREFLY_CHECK(unary_s16(kind.kind) == UnaryS16::kLookup);
      call.header = "kernels/lookup.h";
      call.function = "lookup_s16";
      call.layer_type = "LookupS16";
      call.field("table",
                 FlashArray::of("table", prepare_lookup_s16(kind, context.in(0),
                                                            context.out())));
  }
}

}  // namespace

KernelCall lower(const Unary& kind, const LowerContext& context) {
  const CallExtent extent = call_extent(context);
  const int32_t count = elements_of(context.out(), extent);
  KernelCall call = elementwise_call(context, extent);
  switch (context.in(0).type) {
    case DataType::kInt8:
    case DataType::kUint8:
      lookup_fields(call, count,
                    prepare_lookup_s8(kind, context.in(0), context.out()));
      return call;
    case DataType::kInt16:
      lower_s16(kind, context, count, call);
      return call;
    default:
      break;
  }
  call.header = "kernels/unary.h";
  call.function = "unary";
  call.layer_type = "UnaryNumbers";
  call.field("count", count);
  call.field("alpha", kind.alpha);
  const bool found = visit_unary_numbers(
      kind.kind, context.in(0).type,
      [&](auto /*function*/, auto /*number*/, const char* name) {
        call.template_args = {std::string("elementwise::") + name};
      });
  FIREFLY_CHECK(found);
  return call;
}

}  // namespace firefly
