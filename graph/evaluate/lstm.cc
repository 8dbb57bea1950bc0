// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/lstm.h"

#include "graph/evaluate/evaluate.h"

namespace firefly {

void evaluate(const Lstm& kind, const Operands& operands) {
  if (operands.out().type == DataType::kFloat32) {
    const auto lstm = prepare_lstm_f32(kind, operands.graph, operands.op);
    lstm_f32(lstm.layer(), operands.input<float>(0), operands.state<float>(18),
             operands.state<float>(19), operands.output<float>());
    return;
  }
  const auto lstm = prepare_lstm_s8(kind, operands.graph, operands.op);
  lstm_s8(lstm.layer(), operands.input<int8_t>(0), operands.state<int8_t>(18),
          operands.state<int16_t>(19), operands.output<int8_t>());
}

}  // namespace firefly
