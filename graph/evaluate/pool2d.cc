// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/pool2d.h"

#include "graph/evaluate/evaluate.h"

namespace firefly {
namespace {

template <class T>
void evaluate_as(const Pool2d& kind, const Operands& operands) {
  const auto layer = prepare_pool2d<typename pooling::Wide<T>::Type>(
      kind, operands.in(0), operands.out());
  std::vector<const T*> rows(static_cast<size_t>(kind.window.height));
  auto* scratch = reinterpret_cast<uint8_t*>(rows.data());
  const auto* x = operands.input<T>(0);
  auto* out = operands.output<T>();
  switch (kind.kind) {
    case PoolKind::kAverage:
      return pool2d<pooling::Average>(layer, x, out, scratch);
    case PoolKind::kMax:
      return pool2d<pooling::Maximum>(layer, x, out, scratch);
    case PoolKind::kL2:
      if constexpr (std::is_same_v<T, float>) {
        return pool2d<pooling::L2>(layer, x, out, scratch);
      }
      FIREFLY_CHECK(false);
  }
}

}  // namespace

void evaluate(const Pool2d& kind, const Operands& operands) {
  switch (operands.in(0).type) {
    case DataType::kInt8:
      return evaluate_as<int8_t>(kind, operands);
    case DataType::kUint8:
      return evaluate_as<uint8_t>(kind, operands);
    case DataType::kInt16:
      return evaluate_as<int16_t>(kind, operands);
    default:
      FIREFLY_CHECK(operands.in(0).type == DataType::kFloat32);
      return evaluate_as<float>(kind, operands);
  }
}

}  // namespace firefly
