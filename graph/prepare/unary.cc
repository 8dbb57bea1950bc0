// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/unary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "graph/prepare/quantization.h"

namespace firefly {
namespace {

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
      if (input.type == DataType::kUint8) {  // LiteRT's alone, and rescales
        between(0.0F, 6.0F);
        break;
      }
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
