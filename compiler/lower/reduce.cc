// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/reduce.h"

#include "compiler/lower/elementwise.h"
#include "compiler/lower/global_pool.h"

namespace firefly {
namespace {

void loop_fields(KernelCall& call, const PreparedReduce& prepared) {
  call.field("kept_rank", prepared.kept_rank);
  call.field("reduced_rank", prepared.reduced_rank);
  call.field("dims", FlashArray::of("dims", prepared.dims));
}

void layer_fields(KernelCall& call, const ReduceQuantized& layer) {
  call.layer_type = "ReduceQuantized";
  call.field("input_offset", layer.input_offset);
  call.field("multiplier", layer.multiplier);
  call.field("shift", layer.shift);
  call.field("range", braces(layer.range));
}

void layer_fields(KernelCall& call, const ReduceProductQuantized& layer) {
  call.layer_type = "ReduceProductQuantized";
  call.field("input_zero_point", layer.input_zero_point);
  call.field("multiplier", layer.multiplier);
  call.field("shift", layer.shift);
  call.field("range", braces(layer.range));
}

void layer_fields(KernelCall& call, const ReduceMean& layer) {
  call.layer_type = "ReduceMean";
  call.field("count", layer.count);
}

void layer_fields(KernelCall& call, const ReducePlain& /*layer*/) {
  call.layer_type = "ReducePlain";
}

/// Reads its whole input before the output is complete: never in place.
KernelCall reduce_call(const LowerContext& context, std::string header,
                       std::string function) {
  KernelCall call = elementwise_call(context, CallExtent::kWhole);
  call.in_place_input = -1;
  call.header = std::move(header);
  call.function = std::move(function);
  return call;
}

}  // namespace

KernelCall lower(const Reduce& kind, const LowerContext& context) {
  if (auto global = lower_global_pool(kind, context)) {
    return std::move(*global);
  }
  KernelCall call = reduce_call(context, "kernels/reduce.h", "reduce");
  const PreparedReduce prepared = prepare_reduce(kind, context.in(0));
  loop_fields(call, prepared);
  const bool found =
      visit_reduce(kind, context.in(0), context.out(), prepared.count,
                   [&](auto /*kernel*/, const auto& layer, const char* name) {
                     call.template_args = {std::string("reduction::") + name};
                     layer_fields(call, layer);
                   });
  FIREFLY_CHECK(found);
  return call;
}

KernelCall lower(const ArgReduce& kind, const LowerContext& context) {
  KernelCall call = reduce_call(context, "kernels/arg_reduce.h", "arg_reduce");
  const ArgReduceLayer layer = prepare_arg_reduce(kind, context.in(0));
  call.template_args = {kind.kind == ArgReduceKind::kMax ? "true" : "false"};
  call.layer_type = "ArgReduceLayer";
  call.field("outer", layer.outer);
  call.field("extent", layer.extent);
  call.field("inner", layer.inner);
  return call;
}

}  // namespace firefly
