// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_planes.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "compiler/lower/same_steps.h"
#include "isa/armv7em_dsp.h"

namespace firefly {
namespace {

constexpr int32_t kShift = DepthwisePlanesS8::kShift;
constexpr int32_t kLeastDoublings = 2;
constexpr int32_t kMostDoublings = 14;

/// How a channel's sums become output elements.
struct PlaneScale {
  int32_t doublings;  ///< Of weights and bias.
  int32_t nudge;      ///< Added to the bias after them.
  int32_t multiplier;
  int32_t addend;
};

/// Packs one channel.
class ChannelPacker {
 public:
  ChannelPacker(const ConvConstants& constants, int32_t channel)
      : range_(constants.parameters.range),
        columns_(constants.parameters.shape.kernel_width),
        taps_(constants.parameters.shape.kernel_height * columns_),
        weights_(&constants.weights[static_cast<size_t>(channel * taps_)]),
        bias_(constants.bias.empty()
                  ? 0
                  : constants.bias[static_cast<size_t>(channel)]),
        multiplier_(
            constants.parameters.multiplier[static_cast<size_t>(channel)]),
        right_shift_(-constants.parameters.shift[static_cast<size_t>(channel)]),
        least_(bias_),
        largest_(bias_) {
    for (int32_t tap = 0; tap < taps_; ++tap) {
      (weights_[tap] < 0 ? least_ : largest_) += 255 * weights_[tap];
    }
  }

  /// What a DepthwisePlanesS8 has of the channel.
  bool append_to(std::vector<int32_t>& stream) const {
    const std::optional<PlaneScale> scale = exact_scale();
    if (!scale) {
      return false;
    }
    const int32_t factor = 1 << scale->doublings;
    const auto append_row = [&](int32_t row) {
      for (const int32_t tap : {3 * row, 3 * row + 1}) {
        stream.push_back(armv7em::pair_of(weights_[tap] * factor,
                                          weights_[tap + 1] * factor));
      }
    };
    stream.push_back(bias_ * factor + scale->nudge);
    append_row(1);
    stream.insert(stream.end(), {scale->multiplier, scale->addend});
    append_row(0);
    append_row(2);
    return true;
  }

  /// What a DepthwiseWidePlanesS8 has of it.
  bool append_wide_to(std::vector<int32_t>& stream) const {
    const std::optional<PlaneScale> scale = exact_scale();
    if (!scale) {
      return false;
    }
    const int32_t factor = 1 << scale->doublings;
    stream.insert(stream.end(), {bias_ * factor + scale->nudge,
                                 scale->multiplier, scale->addend});
    for (const int8_t* row = weights_; row < weights_ + taps_;
         row += columns_) {
      for (int32_t x = 0; x < columns_; x += 2) {
        stream.push_back(armv7em::pair_of(
            row[x] * factor, x + 1 < columns_ ? row[x + 1] * factor : 0));
      }
    }
    return true;
  }

 private:
  /// With s the right shift and k the doublings, paired_dot_s8.h explains why
  /// the outputs are exact for s + k - 1 = kShift, k >= 2. A scale that is too
  /// small for that gets a smaller multiplier, which is rounded, and its addend
  /// has no place for the half of the first of two roundings; sums that start
  /// above zero make up for it. That this is exact for every sum is then luck,
  /// and tried.
  [[nodiscard]] std::optional<PlaneScale> exact_scale() const {
    const int32_t half = right_shift_ > 0 ? 1 << (kShift - 1) : 0;
    const int32_t addend = half + range_.zero_point * (1 << kShift);
    const int32_t doublings = kShift + 1 - right_shift_;
    if (doublings >= kLeastDoublings) {
      const PlaneScale scale{doublings, 0, multiplier_,
                             addend + (1 << (doublings - 2))};
      return is_possible(scale) && is_exact(scale) ? std::optional(scale)
                                                   : std::nullopt;
    }
    for (int32_t k = kLeastDoublings; k <= kMostDoublings; ++k) {
      const int32_t surplus = k - doublings;
      const int64_t rounded =
          (int64_t{multiplier_} + (int64_t{1} << (surplus - 1))) >> surplus;
      if (rounded == 0) {
        break;
      }
      const int64_t nudge = (int64_t{1} << (31 + k - surplus)) / (2 * rounded);
      for (const int64_t start : {nudge, nudge + 1}) {
        const PlaneScale scale{k, static_cast<int32_t>(start),
                               static_cast<int32_t>(rounded), addend};
        if (is_possible(scale) && is_exact(scale)) {
          return scale;
        }
      }
    }
    return std::nullopt;
  }

  /// Whether weights and sums have room for their doublings.
  [[nodiscard]] bool is_possible(const PlaneScale& scale) const {
    constexpr int64_t kMostSum = std::numeric_limits<int32_t>::max();
    constexpr int64_t kMostWeight = std::numeric_limits<int16_t>::max();
    const int64_t factor = int64_t{1} << std::min(scale.doublings, 31);
    const int64_t sum = std::max(std::abs(least_), std::abs(largest_));
    return sum * factor + scale.nudge <= kMostSum &&
           std::all_of(weights_, weights_ + taps_, [&](int8_t weight) {
             return std::abs(weight) * factor <= kMostWeight;
           });
  }

  /// Whether the kernel's outputs equal the plain kernel's for every sum.
  [[nodiscard]] bool is_exact(const PlaneScale& scale) const {
    const auto plain = [&](int64_t sum) {
      return requantize(static_cast<int32_t>(sum), multiplier_, -right_shift_,
                        range_);
    };
    const auto fast = [&](int64_t sum) {
      const auto scaled =
          static_cast<int32_t>(sum * (1 << scale.doublings) + scale.nudge);
      return armv7em::saturate_byte(
          armv7em::smmla(scaled, scale.multiplier, scale.addend) >> kShift);
    };
    return has_same_steps(plain, fast, least_, largest_);
  }

  const OutputRange& range_;
  int32_t columns_;
  int32_t taps_;
  const int8_t* weights_;
  int32_t bias_;
  int32_t multiplier_;
  int32_t right_shift_;
  int64_t least_;  ///< Sum of q + 128 times weights, and bias.
  int64_t largest_;
};

/// Whether margins are zeros and a ReLU is all that bounds the output.
bool is_rectified(const ConvParameters& parameters) {
  constexpr int32_t kLow = std::numeric_limits<int8_t>::min();
  constexpr int32_t kHigh = std::numeric_limits<int8_t>::max();
  const OutputRange& range = parameters.range;
  return parameters.input_zero_point == kLow && range.zero_point == kLow &&
         range.low == kLow && range.high == kHigh;
}

using Append = bool (ChannelPacker::*)(std::vector<int32_t>&) const;

std::optional<std::vector<int32_t>> pack_channels(
    const ConvConstants& constants, Append append) {
  std::vector<int32_t> stream;
  for (int32_t c = 0; c < constants.parameters.shape.output_channels; ++c) {
    if (!(ChannelPacker(constants, c).*append)(stream)) {
      return std::nullopt;
    }
  }
  return stream;
}

}  // namespace

std::optional<std::vector<int32_t>> pack_planes(
    const ConvConstants& constants) {
  if (!planes_suit(constants.parameters.shape) ||
      !is_rectified(constants.parameters)) {
    return std::nullopt;
  }
  return pack_channels(constants, &ChannelPacker::append_to);
}

std::optional<std::vector<int32_t>> pack_wide_planes(
    const ConvConstants& constants, int32_t margin) {
  if (!wide_planes_suit(constants.parameters.shape, margin) ||
      !is_rectified(constants.parameters)) {
    return std::nullopt;
  }
  return pack_channels(constants, &ChannelPacker::append_wide_to);
}

}  // namespace firefly
