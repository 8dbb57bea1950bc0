// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/binary.h"

#include <algorithm>
#include <limits>

namespace firefly {
namespace {

OperandScale operand_scale(const Tensor& tensor, double real) {
  const QuantizedMultiplier scale = quantize_multiplier(real);
  return {tensor.zero_point(), scale.multiplier, scale.shift};
}

OutputRange output_range(const Binary& kind, const Tensor& output) {
  const IntegerRange range = activation_range(kind.activation, output);
  return {output.zero_point(), range.low, range.high};
}

/// The real multipliers of both operands and of the result.
struct RealMultipliers {
  double a;
  double b;
  double output;
};

RealMultipliers sum_multipliers(const Binary& kind, const Tensor& a,
                                const Tensor& b, const Tensor& output,
                                int left_shift) {
  const double common =
      2.0 * static_cast<double>(std::max(a.scale(), b.scale()));
  const bool squares = kind.kind == BinaryKind::kSquaredDifference;
  const double step =
      static_cast<double>(1 << (squares ? 2 * left_shift : left_shift)) *
      static_cast<double>(output.scale());
  return {static_cast<double>(a.scale()) / common,
          static_cast<double>(b.scale()) / common,
          (squares ? common * common : common) / step};
}

}  // namespace

BinaryScaled prepare_sum(const Binary& kind, const Tensor& a, const Tensor& b,
                         const Tensor& output) {
  const bool wide = output.type == DataType::kInt16;
  // The most that leaves the sum, or the square of a difference, in 32 bits.
  const int left_shift = kind.kind == BinaryKind::kSquaredDifference
                             ? (wide ? 0 : 7)
                             : (wide ? 15 : 20);
  const RealMultipliers real = sum_multipliers(kind, a, b, output, left_shift);
  const QuantizedMultiplier result = quantize_multiplier(real.output);
  return {{},
          left_shift,
          operand_scale(a, real.a),
          operand_scale(b, real.b),
          result.multiplier,
          result.shift,
          output_range(kind, output)};
}

BinaryProduct prepare_product(const Binary& kind, const Tensor& a,
                              const Tensor& b, const Tensor& output) {
  double real = 0.0;
  if (kind.kind == BinaryKind::kDiv) {
    real = static_cast<double>(a.scale() / (b.scale() * output.scale()));
  } else {
    real = static_cast<double>(a.scale()) * static_cast<double>(b.scale()) /
           static_cast<double>(output.scale());
  }
  const QuantizedMultiplier result = quantize_multiplier(real);
  return {{},
          a.zero_point(),
          b.zero_point(),
          result.multiplier,
          result.shift,
          output_range(kind, output)};
}

BinaryCompared prepare_comparison(const Tensor& a, const Tensor& b) {
  constexpr int32_t kLeftShift = 8;
  return {{},
          kLeftShift,
          operand_scale(a, static_cast<double>(a.scale())),
          operand_scale(b, static_cast<double>(b.scale()))};
}

template <>
BinaryClamped<float> prepare_clamped<float>(const Binary& kind) {
  const FloatRange range = activation_range(kind.activation);
  return {{}, range.low, range.high};
}

template <>
BinaryClamped<int32_t> prepare_clamped<int32_t>(const Binary& kind) {
  constexpr int32_t kLowest = std::numeric_limits<int32_t>::min();
  constexpr int32_t kHighest = std::numeric_limits<int32_t>::max();
  if (kind.kind == BinaryKind::kAdd) {
    return {{}, kLowest, kHighest};  // TFLM's kernel ignores the activation.
  }
  switch (kind.activation) {
    case Activation::kRelu:
      return {{}, 0, kHighest};
    case Activation::kRelu6:
      return {{}, 0, 6};
    case Activation::kReluN1To1:
      return {{}, -1, 1};
    case Activation::kNone:
      break;
  }
  return {{}, kLowest, kHighest};
}

bool is_supported(const Binary& kind, DataType type) {
  Tensor tensor;
  tensor.type = type;
  return visit_binary(kind, tensor, tensor, tensor,
                      [](auto /*kernel*/, const auto& /*layer*/,
                         const std::string& /*name*/) {});
}

}  // namespace firefly
