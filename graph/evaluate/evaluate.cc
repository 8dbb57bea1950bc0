// SPDX-License-Identifier: Apache-2.0
#include "graph/evaluate/evaluate.h"

namespace firefly {

void evaluate(const Operands& operands) {
  std::visit([&](const auto& kind) { evaluate(kind, operands); },
             operands.op.kind);
}

}  // namespace firefly
