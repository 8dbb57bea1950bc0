// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/unary.h"

#include "graph/evaluate/evaluate.h"

namespace firefly {
namespace {

void evaluate_s16(const Unary& kind, const Operands& operands) {
  const int32_t count = element_count(operands.out());
  const auto* x = operands.input<int16_t>(0);
  auto* out = operands.output<int16_t>();
  switch (unary_s16(kind.kind)) {
    case UnaryS16::kTwoSlopes:
      return two_slopes_s16(
          prepare_two_slopes_s16(kind, operands.in(0), operands.out(), count),
          x, out);
    case UnaryS16::kSigmoid: {
      const std::vector<int16_t> table = sigmoid_table_s16();
      const SigmoidS16 layer =
          prepare_sigmoid_s16(kind, operands.in(0), count, table.data());
      return kind.kind == UnaryKind::kTanh ? tanh_s16(layer, x, out)
                                           : logistic_s16(layer, x, out);
    }
    case UnaryS16::kLookup: {
      const std::vector<int16_t> table =
          prepare_lookup_s16(kind, operands.in(0), operands.out());
      return lookup_s16({count, table.data()}, x, out);
    }
    case UnaryS16::kNone:
      FIREFLY_CHECK(false);
  }
}

}  // namespace

void evaluate(const Unary& kind, const Operands& operands) {
  const int32_t count = element_count(operands.out());
  switch (operands.in(0).type) {
    case DataType::kInt8:
    case DataType::kUint8: {
      const std::vector<uint8_t> table =
          prepare_lookup_s8(kind, operands.in(0), operands.out());
      return lookup_s8({count, table.data()}, operands.input<uint8_t>(0),
                       operands.output<uint8_t>());
    }
    case DataType::kInt16:
      return evaluate_s16(kind, operands);
    default:
      break;
  }
  const bool found = visit_unary_numbers(
      kind.kind, operands.in(0).type,
      [&]<class Function, class T>(Function, T, const char* /*name*/) {
        unary<Function>({count, kind.alpha}, operands.input<T>(0),
                        operands.output<T>());
      });
  FIREFLY_CHECK(found);
}

}  // namespace firefly
