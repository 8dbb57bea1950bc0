// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/reduce.h"

#include "graph/evaluate/evaluate.h"
#include "graph/evaluate/number.h"

namespace firefly {

void evaluate(const Reduce& kind, const Operands& operands) {
  const PreparedReduce prepared = prepare_reduce(kind, operands.in(0));
  const bool found =
      visit_reduce(kind, operands.in(0), operands.out(), prepared.count,
                   [&]<class Kernel>(Kernel, auto layer, const char* /*name*/) {
                     using T = typename Kernel::T;
                     layer.loops = prepared.loops();
                     reduce<typename Kernel::Function>(
                         layer, operands.input<T>(0), operands.output<T>());
                   });
  FIREFLY_CHECK(found);
}

void evaluate(const ArgReduce& kind, const Operands& operands) {
  const ArgReduceLayer layer = prepare_arg_reduce(kind, operands.in(0));
  const auto run = [&](const auto* x, auto* out) {
    return kind.kind == ArgReduceKind::kMax ? arg_reduce<true>(layer, x, out)
                                            : arg_reduce<false>(layer, x, out);
  };
  with_number(operands.in(0).type, [&]<class T>(T) {
    const auto* x = operands.input<T>(0);
    return operands.out().type == DataType::kInt64
               ? run(x, operands.output<int64_t>())
               : run(x, operands.output<int32_t>());
  });
}

}  // namespace firefly
