// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/resize.h"

#include "graph/evaluate/element.h"
#include "graph/evaluate/evaluate.h"

namespace firefly {
namespace {

template <class T, class Weight>
void evaluate_bilinear(const Resize& kind, const Operands& operands) {
  const auto prepared =
      prepare_bilinear<Weight>(kind, operands.graph, operands.op);
  resize_bilinear(prepared.layer(), operands.input<T>(0), operands.output<T>());
}

}  // namespace

void evaluate(const Resize& kind, const Operands& operands) {
  if (kind.kind == ResizeKind::kNearest) {
    const auto copy = prepare_nearest(kind, operands.graph, operands.op);
    with_element(operands.out().type, [&]<class T>(T) {
      copy_from_indexed(copy.layer(), operands.input<T>(0),
                        operands.output<T>());
    });
    return;
  }
  switch (operands.out().type) {
    case DataType::kInt8:
      return evaluate_bilinear<int8_t, int16_t>(kind, operands);
    case DataType::kInt16:
      return evaluate_bilinear<int16_t, int16_t>(kind, operands);
    case DataType::kFloat32:
      return evaluate_bilinear<float, float>(kind, operands);
    default:
      FIREFLY_CHECK(false);
  }
}

}  // namespace firefly
