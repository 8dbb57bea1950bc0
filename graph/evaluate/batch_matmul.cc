// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/batch_matmul.h"

#include "graph/evaluate/evaluate.h"

namespace firefly {
namespace {

template <class T, class Layer>
void run(const Layer& layer, const Operands& operands) {
  batch_matmul(layer, operands.input<T>(0), operands.input<T>(1),
               operands.output<T>());
}

}  // namespace

void evaluate(const BatchMatMul& kind, const Operands& operands) {
  switch (operands.out().type) {
    case DataType::kFloat32:
      run<float>(FloatMatMul{matmul_shape(kind, operands.graph, operands.op)},
                 operands);
      return;
    case DataType::kInt16:
      run<int16_t>(prepare_quantized(kind, operands.graph, operands.op),
                   operands);
      return;
    default:
      run<int8_t>(prepare_quantized(kind, operands.graph, operands.op),
                  operands);
  }
}

}  // namespace firefly
