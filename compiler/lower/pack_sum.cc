// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_sum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/sum_s8.h"

namespace firefly {
namespace {

constexpr int32_t kLowest = std::numeric_limits<int8_t>::min();
constexpr int32_t kHighest = std::numeric_limits<int8_t>::max();

/// The shares of the sum that all elements of an operand have, in the order of
/// SumS8::table.
using Shares = std::array<int32_t, 256>;

Shares shares_of(const OperandScale& scale, int32_t left_shift, bool negates) {
  Shares shares{};
  for (int32_t element = kLowest; element <= kHighest; ++element) {
    const int32_t share =
        elementwise::at_common_scale(element, scale, left_shift);
    shares[static_cast<uint8_t>(element)] = negates ? -share : share;
  }
  return shares;
}

/// What a step of the wide operand adds to the output, as SumS8::slope.
double slope_of(const BinaryScaled& layer, const OperandScale& wide,
                bool negates) {
  const double step = std::ldexp(wide.multiplier, wide.shift - 31);
  const double factor =
      std::ldexp(layer.multiplier, layer.shift - 31 + layer.left_shift);
  return (negates ? -step : step) *
         std::ldexp(factor, kSumFraction + kSlopeFraction);
}

/// The least offset with which a narrow element has TFLite's output beside all
/// wide ones.
std::optional<int32_t> offset_of(const BinaryScaled& layer, int32_t narrow,
                                 const Shares& wide, int32_t slope) {
  int64_t least = std::numeric_limits<int32_t>::min();
  int64_t most = std::numeric_limits<int32_t>::max();
  for (int32_t element = kLowest; element <= kHighest; ++element) {
    const int64_t product = (int64_t{element} * slope) >> kSlopeFraction;
    const int64_t output =
        requantize(narrow + wide[static_cast<uint8_t>(element)],
                   layer.multiplier, layer.shift, layer.range);
    constexpr int64_t kStep = int64_t{1} << kSumFraction;
    // Sums have to fit even where they are clamped.
    const int64_t begin = output == layer.range.low
                              ? int64_t{std::numeric_limits<int32_t>::min()}
                              : output * kStep;
    const int64_t end = output == layer.range.high
                            ? int64_t{std::numeric_limits<int32_t>::max()}
                            : (output + 1) * kStep - 1;
    least = std::max(least, begin - product);
    most = std::min(most, end - product);
  }
  if (least > most) {
    return std::nullopt;
  }
  return static_cast<int32_t>(least);
}

std::optional<PackedSum> pack(const BinaryScaled& layer, const Shares& wide,
                              const Shares& narrow, int64_t slope) {
  if (std::abs(slope) > std::numeric_limits<int32_t>::max()) {
    return std::nullopt;
  }
  PackedSum packed{.slope = static_cast<int32_t>(slope)};
  for (const int32_t share : narrow) {
    const auto offset = offset_of(layer, share, wide, packed.slope);
    if (!offset) {
      return std::nullopt;
    }
    packed.table.push_back(*offset);
  }
  return packed;
}

}  // namespace

std::optional<PackedSum> pack_sum(const BinaryScaled& layer, bool subtracts) {
  const Shares a = shares_of(layer.a, layer.left_shift, false);
  const Shares b = shares_of(layer.b, layer.left_shift, subtracts);
  for (const bool wide_is_first : {true, false}) {
    const auto slope = static_cast<int64_t>(
        std::round(wide_is_first ? slope_of(layer, layer.a, false)
                                 : slope_of(layer, layer.b, subtracts)));
    // Ties go away from zero: they need a slope that is a little steeper.
    const int64_t tilt =
        slope < 0 ? -(1 << kSlopeFraction) : 1 << kSlopeFraction;
    for (const int64_t candidate : {slope, slope + tilt}) {
      auto packed = wide_is_first ? pack(layer, a, b, candidate)
                                  : pack(layer, b, a, candidate);
      if (packed) {
        packed->wide_is_first = wide_is_first;
        return packed;
      }
    }
  }
  return std::nullopt;
}

}  // namespace firefly
