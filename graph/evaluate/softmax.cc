// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/softmax.h"

#include "graph/evaluate/evaluate.h"

namespace firefly {

void evaluate(const Softmax& kind, const Operands& operands) {
  const Tensor& input = operands.in(0);
  switch (input.type) {
    case DataType::kInt8: {
      const SoftmaxS8 layer = prepare_softmax_s8(kind.beta, input);
      const auto* x = operands.input<int8_t>(0);
      return operands.out().type == DataType::kInt16
                 ? softmax_s8(layer, x, operands.output<int16_t>())
                 : softmax_s8(layer, x, operands.output<int8_t>());
    }
    case DataType::kUint8:
      return softmax_s8(prepare_softmax_s8(kind.beta, input),
                        operands.input<uint8_t>(0), operands.output<uint8_t>());
    case DataType::kInt16: {
      const PreparedSoftmaxS16 prepared = prepare_softmax_s16(kind.beta, input);
      return softmax_s16(prepared.layer(), operands.input<int16_t>(0),
                         operands.output<int16_t>());
    }
    default:
      FIREFLY_CHECK(input.type == DataType::kFloat32);
      return softmax_f32(prepare_softmax_f32(kind.beta, input),
                         operands.input<float>(0), operands.output<float>());
  }
}

void evaluate(const LogSoftmax& /*kind*/, const Operands& operands) {
  const Tensor& input = operands.in(0);
  if (input.type == DataType::kInt8) {
    return log_softmax_s8(prepare_log_softmax_s8(input),
                          operands.input<int8_t>(0), operands.output<int8_t>());
  }
  FIREFLY_CHECK(input.type == DataType::kFloat32);
  log_softmax_f32(prepare_log_softmax_f32(input), operands.input<float>(0),
                  operands.output<float>());
}

void evaluate(const L2Normalize& /*kind*/, const Operands& operands) {
  const Tensor& input = operands.in(0);
  switch (input.type) {
    case DataType::kInt8:
      return l2_normalize_s8(prepare_l2_normalize_s8(input),
                             operands.input<int8_t>(0),
                             operands.output<int8_t>());
    case DataType::kUint8:
      return l2_normalize_s8(prepare_l2_normalize_s8(input),
                             operands.input<uint8_t>(0),
                             operands.output<uint8_t>());
    default:
      FIREFLY_CHECK(input.type == DataType::kFloat32);
      return l2_normalize_f32(prepare_l2_normalize_f32(input),
                              operands.input<float>(0),
                              operands.output<float>());
  }
}

}  // namespace firefly
