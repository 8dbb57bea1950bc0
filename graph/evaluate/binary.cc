// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/binary.h"

#include "graph/evaluate/evaluate.h"
#include "graph/prepare/broadcast.h"

namespace firefly {

void evaluate(const Binary& kind, const Operands& operands) {
  const PreparedBroadcast broadcast =
      prepare_broadcast(operands.graph, operands.op, CallExtent::kWhole);
  const bool found = visit_binary(
      kind, operands.in(0), operands.in(1), operands.out(),
      [&]<class Kernel>(Kernel, auto layer, const std::string& /*name*/) {
        layer.shape = broadcast.layer<2>();
        binary<typename Kernel::Function>(
            layer, operands.input<typename Kernel::T>(0),
            operands.input<typename Kernel::T>(1),
            operands.output<typename Kernel::Out>());
      });
  FIREFLY_CHECK(found);
}

}  // namespace firefly
