// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/prelu.h"

#include "graph/evaluate/evaluate.h"
#include "graph/evaluate/number.h"
#include "graph/prepare/broadcast.h"

namespace firefly {

void evaluate(const Prelu& /*kind*/, const Operands& operands) {
  const Tensor& x = operands.in(0);
  const Tensor& alpha = operands.in(1);
  const PreparedBroadcast broadcast =
      prepare_broadcast(operands.graph, operands.op, CallExtent::kWhole);
  if (x.type == DataType::kFloat32) {
    return prelu_f32({broadcast.layer<2>()}, operands.input<float>(0),
                     operands.input<float>(1), operands.output<float>());
  }
  PreluQuantized layer = prepare_prelu(x, alpha, operands.out());
  layer.shape = broadcast.layer<2>();
  with_integer(x.type, [&]<class T>(T) {
    with_integer(alpha.type, [&]<class Alpha>(Alpha) {
      prelu_quantized(layer, operands.input<T>(0), operands.input<Alpha>(1),
                      operands.output<T>());
    });
  });
}

}  // namespace firefly
