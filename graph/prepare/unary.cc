// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/unary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "graph/prepare/quantization.h"
#include "graph/prepare/softmax.h"
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

/// What a piecewise linear function is made of, for 8 and 16 bits alike.
TwoSlopesS16 two_slopes(const Unary& kind, const Tensor& input,
                        const Tensor& output) {
  const double in = static_cast<double>(input.scale());
  const double out = static_cast<double>(output.scale());
  double positive = in / out;
  double negative = positive;
  OutputRange range = full_output(output);
  // Ends at the real values `low` and `high`, in the output's quantisation.
  const auto between = [&](float low, float high) {
    range.low = std::max(range.low, quantize(low, output));
    range.high = std::min(range.high, quantize(high, output));
  };
  switch (kind.kind) {
    case UnaryKind::kRelu:
      range.low = std::max(range.low, quantize(0.0F, output));
      break;
    case UnaryKind::kRelu6:
      // TFLM's kernel clamps without rescaling: the input's quantisation.
      range.zero_point = input.zero_point();
      range.low = std::max(range.low, quantize(0.0F, input));
      range.high = std::min(range.high, quantize(6.0F, input));
      positive = negative = 1.0;
      break;
    case UnaryKind::kReluN1To1:
      between(-1.0F, 1.0F);
      break;
    case UnaryKind::kRelu0To1:
      between(0.0F, 1.0F);
      break;
    case UnaryKind::kLeakyRelu:
      negative = in * static_cast<double>(kind.alpha) / out;
      break;
    default:
      FIREFLY_CHECK(kind.kind == UnaryKind::kAbs);
      negative = -positive;
      break;
  }
  const QuantizedMultiplier above = quantize_multiplier(positive);
  const QuantizedMultiplier below = quantize_multiplier(negative);
  return {0,           input.zero_point(), above.multiplier,
          above.shift, below.multiplier,   below.shift,
          range};
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

/// x, if it is a power of two within TFLite's tolerance.
bool is_power_of_two(float x, int32_t& log2) {
  const float exact = std::log(x) * (1.0F / std::log(2.0F));
  const float rounded = std::round(exact);
  log2 = static_cast<int32_t>(rounded);
  return std::abs(exact - rounded) < 1e-3F;
}

bool has_lookup_s8(UnaryKind kind) {
  switch (kind) {
    case UnaryKind::kSquare:
    case UnaryKind::kSin:
    case UnaryKind::kCos:
    case UnaryKind::kFloor:
    case UnaryKind::kCeil:
    case UnaryKind::kRound:
    case UnaryKind::kSign:
    case UnaryKind::kLogicalNot:
      return false;
    default:
      return true;
  }
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
      const TwoSlopesS16 slopes = two_slopes(kind, input, output);
      return tabulate(input, [&](int32_t x) { return apply(slopes, x); });
    }
    case UnaryKind::kLogistic:
    case UnaryKind::kTanh:
      return sigmoid_lookup(kind.kind, input, output);
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

UnaryS16 unary_s16(UnaryKind kind) {
  switch (kind) {
    case UnaryKind::kRelu:
    case UnaryKind::kRelu6:
    case UnaryKind::kReluN1To1:
    case UnaryKind::kRelu0To1:
    case UnaryKind::kLeakyRelu:
    case UnaryKind::kAbs:
      return UnaryS16::kTwoSlopes;
    case UnaryKind::kLogistic:
    case UnaryKind::kTanh:
      return UnaryS16::kSigmoid;
    case UnaryKind::kExp:
    case UnaryKind::kGelu:
    case UnaryKind::kGeluTanh:
      return UnaryS16::kLookup;
    default:
      return UnaryS16::kNone;
  }
}

TwoSlopesS16 prepare_two_slopes_s16(const Unary& kind, const Tensor& input,
                                    const Tensor& output, int32_t count) {
  TwoSlopesS16 layer = two_slopes(kind, input, output);
  layer.count = count;
  return layer;
}

SigmoidS16 prepare_sigmoid_s16(const Unary& kind, const Tensor& input,
                               int32_t count, const int16_t* table) {
  // Power-of-two scales of 2^-12 (and 2^-11 for TANH) are exact; any other is
  // brought to the table's steps of 1 / (3 · 4096) by a 15-bit multiplier.
  int32_t log2 = 0;
  const bool exact = is_power_of_two(input.scale(), log2);
  const int32_t left = 12 + log2;
  if (exact && (left == 0 || (left == 1 && kind.kind == UnaryKind::kTanh))) {
    return {count, 3 << left, 0, table};
  }
  double multiplier = static_cast<double>(input.scale()) * 4096.0 * 3.0;
  int32_t shift = 0;
  while (multiplier <= 32767.0 / 2.0 && shift <= 30) {
    ++shift;
    multiplier *= 2.0;
  }
  return {count, static_cast<int32_t>(std::min(multiplier, 32767.0)), shift,
          table};
}

std::vector<int16_t> sigmoid_table_s16() {
  std::vector<int16_t> table;
  for (int i = 0; i < 256; ++i) {
    const double half = 65536.0 / (1.0 + std::exp(-i / 24.0)) - 32768.0;
    table.push_back(static_cast<int16_t>(std::lround(half)));
  }
  // At these nodes TFLite's table lies one higher, which halves the error of
  // interpolating between them where the function bends.
  for (const size_t node :
       {4U,  8U,  12U, 14U, 15U, 16U,  17U,  19U,  20U,  21U,  22U,
        25U, 27U, 28U, 29U, 30U, 31U,  33U,  34U,  35U,  37U,  39U,
        40U, 41U, 43U, 44U, 45U, 46U,  49U,  50U,  54U,  62U,  63U,
        64U, 66U, 82U, 86U, 93U, 100U, 103U, 112U, 116U, 135U, 255U}) {
    ++table[node];
  }
  return table;
}

std::vector<int16_t> interpolation_table(float input_scale,
                                         int32_t input_zero_point,
                                         float output_scale,
                                         int32_t output_zero_point,
                                         float (*function)(float)) {
  constexpr int kSteps = 512;
  constexpr int32_t kLow = std::numeric_limits<int16_t>::min();
  constexpr int32_t kHigh = std::numeric_limits<int16_t>::max();
  const auto real = [](float scale, int32_t value) {
    return scale * static_cast<float>(value);
  };
  const float input_min = real(input_scale, kLow - input_zero_point);
  const float input_max = real(input_scale, kHigh - input_zero_point);
  const float output_min = real(output_scale, kLow - output_zero_point);
  const float output_max = real(output_scale, kHigh - output_zero_point);
  const float step = (input_max - input_min) / kSteps;
  const float half_step = step / 2;
  const float inverse = 65536.0F / (output_max - output_min);
  const auto saturated = [](float value) {
    return static_cast<int16_t>(
        std::clamp(value, static_cast<float>(kLow), static_cast<float>(kHigh)));
  };
  std::vector<int16_t> table;
  for (int i = 0; i < kSteps; ++i) {
    const float x = input_min + static_cast<float>(i) * step;
    const float next = input_min + static_cast<float>(i + 1) * step;
    const float sample = std::round(function(x) * inverse);
    const float interpolated =
        std::round((function(next) * inverse + sample) / 2);
    const float middle = std::round(function(x + half_step) * inverse);
    const float bias = std::round((interpolated - middle) / 2);
    table.push_back(saturated(sample - bias));
  }
  table.push_back(saturated(std::round(function(input_max) * inverse)));
  return table;
}

std::vector<int16_t> prepare_lookup_s16(const Unary& kind, const Tensor& input,
                                        const Tensor& output) {
  float (*function)(float) = nullptr;
  switch (kind.kind) {
    case UnaryKind::kExp:
      function = [](float x) { return std::exp(x); };
      break;
    case UnaryKind::kGelu:
      function = [](float x) { return elementwise::Gelu::apply({}, x); };
      break;
    default:
      FIREFLY_CHECK(kind.kind == UnaryKind::kGeluTanh);
      function = [](float x) { return elementwise::GeluTanh::apply({}, x); };
      break;
  }
  return interpolation_table(input.scale(), input.zero_point(), output.scale(),
                             output.zero_point(), function);
}

bool is_supported(const Unary& kind, DataType type) {
  switch (type) {
    case DataType::kInt8:
    case DataType::kUint8:
      return has_lookup_s8(kind.kind);
    case DataType::kInt16:
      return unary_s16(kind.kind) != UnaryS16::kNone;
    default:
      return visit_unary_numbers(
          kind.kind, type,
          [](auto /*function*/, auto /*number*/, const char* /*name*/) {});
  }
}

}  // namespace firefly
