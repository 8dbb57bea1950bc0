// SPDX-License-Identifier: Apache-2.0
//
// The tables of 8-bit functions, each with the arithmetic of its TFLite kernel.
#include <algorithm>
#include <cmath>

#include "graph/prepare/quantization.h"
#include "graph/prepare/softmax.h"
#include "graph/prepare/unary.h"
#include "kernels/fixed_point.h"

namespace firefly {
namespace {

/// The 256 results of a function of (input bits as a number).
template <class Function>
std::vector<uint8_t> tabulate(const Tensor& input, Function function) {
  std::vector<uint8_t> table(256);
  const IntegerRange range = full_range(input.type);
  for (int32_t value = range.low; value <= range.high; ++value) {
    table[static_cast<uint8_t>(value)] = static_cast<uint8_t>(function(value));
  }
  return table;
}

OutputRange full_output(const Tensor& output) {
  const IntegerRange range = full_range(output.type);
  return {output.zero_point(), range.low, range.high};
}

int32_t apply(const TwoSlopesS16& slopes, int32_t x) {
  const int32_t value = x - slopes.input_zero_point;
  return value >= 0 ? requantize(value, slopes.positive_multiplier,
                                 slopes.positive_shift, slopes.range)
                    : requantize(value, slopes.negative_multiplier,
                                 slopes.negative_shift, slopes.range);
}

/// LOGISTIC and TANH of 8 bits: fixed point in Q4, saturated beyond ±16.
std::vector<uint8_t> sigmoid_lookup(UnaryKind kind, const Tensor& input,
                                    const Tensor& output) {
  constexpr int kIntegerBits = 4;
  const QuantizedMultiplier to_q4 = quantize_multiplier(
      static_cast<double>(input.scale()) * (1 << (31 - kIntegerBits)));
  const int32_t radius = input_radius(kIntegerBits, to_q4.shift);
  const IntegerRange range = full_range(output.type);
  const bool logistic = kind == UnaryKind::kLogistic;
  // 8 bits of [0, 1) or of [−1, 1).
  const int down = logistic ? 31 - 8 : 31 - 7;
  const int32_t zero = logistic ? range.low : (range.low + range.high + 1) / 2;
  return tabulate(input, [&](int32_t x) {
    const int32_t value = x - input.zero_point();
    if (value <= -radius || value >= radius) {
      return value < 0 ? range.low : range.high;
    }
    const int32_t q4 =
        multiply_by_quantized_multiplier(value, to_q4.multiplier, to_q4.shift);
    const int32_t q0 = logistic ? fixed_point_logistic<kIntegerBits>(q4)
                                : fixed_point_tanh<kIntegerBits>(q4);
    return std::clamp(rounding_divide_by_power_of_two(q0, down) + zero,
                      range.low, range.high);
  });
}

int32_t saturated_s16(int32_t x) {
  return std::clamp<int32_t>(x, INT16_MIN, INT16_MAX);
}

/// A 16-bit multiplier, rounded from 32 bits.
int32_t narrowed(int32_t multiplier) {
  return multiplier >= INT32_MAX - (1 << 15) ? INT16_MAX
                                             : (multiplier + (1 << 15)) >> 16;
}

/// High 16 bits of 2·a·b: `rounding` is 1 to round to nearest, ties away from
/// zero (but upwards), 0 to truncate.
int32_t doubling_high_multiply_s16(int32_t a, int32_t b, int rounding) {
  if (a == INT16_MIN && b == INT16_MIN) {
    return INT16_MAX;
  }
  const int32_t product = a * b;
  const int32_t nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
  return (product + rounding * nudge) / (1 << 15);
}

/// x · relu6(x + 3) / 6 in 16-bit fixed point, as TFLM's hard_swish.h.
std::vector<uint8_t> hard_swish_lookup(const Tensor& input,
                                       const Tensor& output) {
  const float fine_scale = (1.0F / 128.0F) * input.scale();
  const QuantizedMultiplier to_output =
      quantize_multiplier(static_cast<double>(fine_scale / output.scale()));
  // Brings the real value 3 to 2^15.
  const QuantizedMultiplier to_gate =
      quantize_multiplier(static_cast<double>(fine_scale / (3.0F / 32768.0F)));
  const OutputRange range = full_output(output);
  return tabulate(input, [&](int32_t x) {
    const int32_t fine = (x - input.zero_point()) * 128;
    const int32_t scaled =
        doubling_high_multiply_s16(fine, narrowed(to_output.multiplier), 1);
    int32_t gate = fine;
    if (to_gate.shift > 0) {
      gate = saturated_s16(
          saturating_shift_left(gate, std::min(to_gate.shift - 1, 16)));
    }
    gate = doubling_high_multiply_s16(gate, narrowed(to_gate.multiplier), 1);
    if (to_gate.shift > 0) {
      gate = saturated_s16(gate * 2);
    }
    if (to_gate.shift < 0) {
      gate = rounding_divide_by_power_of_two(gate, -to_gate.shift);
    }
    gate = (gate + (1 << 15)) >> 1;
    const int32_t product = doubling_high_multiply_s16(gate, scaled, 0);
    const int32_t result =
        rounding_divide_by_power_of_two(product, std::max(-to_output.shift, 0));
    return std::clamp(saturated_s16(result + range.zero_point), range.low,
                      range.high);
  });
}

/// 1 / sqrt(x); the highest value where x is not positive.
std::vector<uint8_t> rsqrt_lookup(const Tensor& input, const Tensor& output) {
  constexpr int kExtraBits = 20;
  const QuantizedMultiplier scale =
      quantize_multiplier(1.0 / (std::sqrt(static_cast<double>(input.scale())) *
                                 static_cast<double>(output.scale())));
  const OutputRange range = full_output(output);
  return tabulate(input, [&](int32_t x) {
    const int32_t value = x - input.zero_point();
    if (value <= 0) {
      return range.high;
    }
    const InverseSqrt inverse = inverse_sqrt(value);
    const int32_t fine = multiply_by_quantized_multiplier(
        int32_t{1}, inverse.multiplier, inverse.shift + kExtraBits);
    return requantize(fine, scale.multiplier, scale.shift - kExtraBits, range);
  });
}

/// Truncates, unlike every other function.
std::vector<uint8_t> sqrt_lookup(const Tensor& input, const Tensor& output) {
  const OutputRange range = full_output(output);
  return tabulate(input, [&](int32_t x) {
    const float real =
        input.scale() * static_cast<float>(x - input.zero_point());
    const float steps = std::sqrt(std::max(real, 0.0F)) / output.scale();
    return std::clamp(
        static_cast<int32_t>(std::min(steps, 1e6F)) + range.zero_point,
        range.low, range.high);
  });
}

/// Any float function: dequantised, applied, rounded.
std::vector<uint8_t> float_lookup(const Unary& kind, const Tensor& input,
                                  const Tensor& output) {
  const float inverse_scale = 1.0F / output.scale();
  const OutputRange range = full_output(output);
  const float lowest_real =
      static_cast<float>(range.low - range.zero_point) * output.scale();
  std::vector<uint8_t> table;
  const bool found = visit_unary_numbers(
      kind.kind, DataType::kFloat32,
      [&]<class Function, class T>(Function, T, const char* /*name*/) {
        table = tabulate(input, [&](int32_t x) {
          const float real =
              input.scale() * static_cast<float>(x - input.zero_point());
          // TFLite takes the lowest output for the logarithm of nothing, and
          // exp(x) − 1 for the precise function.
          float result = 0.0F;
          if (kind.kind == UnaryKind::kLog && real <= 0.0F) {
            result = lowest_real;
          } else if (kind.kind == UnaryKind::kElu) {
            result = real < 0.0F ? std::exp(real) - 1.0F : real;
          } else {
            result = static_cast<float>(
                Function::apply({1, kind.alpha}, static_cast<T>(real)));
          }
          const float steps = std::round(result * inverse_scale) +
                              static_cast<float>(range.zero_point);
          return static_cast<int32_t>(
              std::clamp(steps, static_cast<float>(range.low),
                         static_cast<float>(range.high)));
        });
      });
  FIREFLY_CHECK(found);
  return table;
}

}  // namespace

std::vector<uint8_t> prepare_lookup_s8(const Unary& kind, const Tensor& input,
                                       const Tensor& output) {
  switch (kind.kind) {
    case UnaryKind::kRelu:
    case UnaryKind::kRelu6:
    case UnaryKind::kReluN1To1:
    case UnaryKind::kRelu0To1:
    case UnaryKind::kLeakyRelu:
    case UnaryKind::kAbs: {
      const TwoSlopesS16 slopes =
          prepare_two_slopes_s16(kind, input, output, 1);
      return tabulate(input, [&](int32_t x) { return apply(slopes, x); });
    }
    case UnaryKind::kLogistic:
    case UnaryKind::kTanh:
      // LiteRT, which alone runs uint8, computes that in float.
      return input.type == DataType::kUint8
                 ? float_lookup(kind, input, output)
                 : sigmoid_lookup(kind.kind, input, output);
    case UnaryKind::kHardSwish:
      return hard_swish_lookup(input, output);
    case UnaryKind::kNeg:
      // TFLite negates the number as it is, whatever the zero point.
      return tabulate(input, [](int32_t x) { return -x; });
    case UnaryKind::kRsqrt:
      return rsqrt_lookup(input, output);
    case UnaryKind::kSqrt:
      return sqrt_lookup(input, output);
    default:
      return float_lookup(kind, input, output);
  }
}

}  // namespace firefly
