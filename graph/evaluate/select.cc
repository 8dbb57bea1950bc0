// SPDX-License-Identifier: Apache-2.0
#include "kernels/select.h"

#include "graph/evaluate/element.h"
#include "graph/evaluate/evaluate.h"
#include "graph/prepare/broadcast.h"

namespace firefly {

void evaluate(const Select& /*kind*/, const Operands& operands) {
  const PreparedBroadcast broadcast =
      prepare_broadcast(operands.graph, operands.op, CallExtent::kWhole);
  with_element(operands.out().type, [&]<class T>(T) {
    select({broadcast.layer<3>()}, operands.input<uint8_t>(0),
           operands.input<T>(1), operands.input<T>(2), operands.output<T>());
  });
}

}  // namespace firefly
