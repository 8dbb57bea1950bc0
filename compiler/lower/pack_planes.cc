// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_planes.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "isa/armv7em_dsp.h"

namespace firefly {
namespace {

constexpr int32_t kShift = DepthwisePlanesS8::kShift;
constexpr int32_t kTaps = 9;
constexpr int32_t kLeastDoublings = 2;
constexpr int32_t kMostDoublings = 16;

/// A channel as the kernel wants it: sums are those of q + 128 times weights,
/// scaled by 2^doublings.
struct PlaneScale {
  int32_t doublings = 0;
  int32_t nudge = 0;  ///< Of scaled sums.
  int32_t multiplier = 0;
  int32_t addend = 0;
};

class PlanePacker {
 public:
  explicit PlanePacker(const ConvConstants& constants)
      : constants_(constants) {}

  std::optional<std::vector<int32_t>> pack() {
    const ConvParameters& parameters = constants_.parameters;
    const OutputRange& range = parameters.range;
    constexpr int32_t kLow = std::numeric_limits<int8_t>::min();
    constexpr int32_t kHigh = std::numeric_limits<int8_t>::max();
    if (!planes_suit(parameters.shape) || parameters.input_zero_point != kLow ||
        range.zero_point != kLow || range.low != kLow || range.high != kHigh) {
      return std::nullopt;
    }
    for (int32_t c = 0; c < parameters.shape.output_channels; ++c) {
      if (!pack_channel(c)) {
        return std::nullopt;
      }
    }
    return std::move(stream_);
  }

 private:
  [[nodiscard]] int32_t weight(int32_t channel, int32_t tap) const {
    return constants_.weights[static_cast<size_t>(channel * kTaps + tap)];
  }
  [[nodiscard]] int32_t bias(int32_t channel) const {
    return constants_.bias.empty()
               ? 0
               : constants_.bias[static_cast<size_t>(channel)];
  }

  bool pack_channel(int32_t channel) {
    int64_t sums = std::abs(int64_t{bias(channel)});
    int32_t weights = 0;
    for (int32_t tap = 0; tap < kTaps; ++tap) {
      const int32_t size = std::abs(weight(channel, tap));
      sums += 255 * size;
      weights = std::max(weights, size);
    }
    const auto scale = exact_scale(channel, sums, weights);
    if (!scale) {
      return false;
    }
    const int32_t factor = 1 << scale->doublings;
    stream_.push_back(bias(channel) * factor + scale->nudge);
    append_row(channel, 1, factor);
    stream_.insert(stream_.end(), {scale->multiplier, scale->addend});
    append_row(channel, 0, factor);
    append_row(channel, 2, factor);
    return true;
  }

  void append_row(int32_t channel, int32_t row, int32_t factor) {
    for (const int32_t tap : {3 * row, 3 * row + 1}) {
      stream_.push_back(armv7em::pair_of(weight(channel, tap) * factor,
                                         weight(channel, tap + 1) * factor));
    }
  }

  /// The first scale that gives the plain kernel's outputs, if any. No |sum| is
  /// larger than `sums`, no |weight| than `weights`.
  [[nodiscard]] std::optional<PlaneScale> exact_scale(int32_t channel,
                                                      int64_t sums,
                                                      int32_t weights) const {
    PlaneScale scale = scale_of(channel);
    const int32_t factor = 1 << scale.doublings;
    if ((sums + 1) * factor > std::numeric_limits<int32_t>::max() ||
        weights * factor > std::numeric_limits<int16_t>::max()) {
      return std::nullopt;
    }
    for (; scale.nudge < factor; ++scale.nudge) {
      if (is_exact(channel, scale, static_cast<int32_t>(sums))) {
        return scale;
      }
      if (scale.doublings > kLeastDoublings) {
        break;
      }
    }
    return std::nullopt;
  }

  /// As paired_dot_s8.h explains, with s + k - 1 the same for all channels and
  /// k >= 2. Scales that are too small for that get a smaller multiplier, which
  /// rounds, and lose the half of the first rounding from the addend: sums that
  /// start with a nudge may make up for both.
  [[nodiscard]] PlaneScale scale_of(int32_t channel) const {
    const ConvParameters& parameters = constants_.parameters;
    const int32_t right = -parameters.shift[static_cast<size_t>(channel)];
    const int32_t multiplier =
        parameters.multiplier[static_cast<size_t>(channel)];
    PlaneScale scale;
    scale.doublings =
        std::clamp(kShift + 1 - right, kLeastDoublings, kMostDoublings);
    const int32_t surplus = std::max(right - (kShift - 1), 0);
    const int32_t half = (1 << surplus) >> 1;
    scale.multiplier =
        static_cast<int32_t>((int64_t{multiplier} + half) >> surplus);
    scale.addend = (right > 0 ? 1 << (kShift - 1) : 0) +
                   (surplus > 0 ? 0 : 1 << (scale.doublings - 2)) +
                   parameters.range.zero_point * (1 << kShift);
    return scale;
  }

  /// Whether the kernel's outputs equal the plain kernel's for every sum up to
  /// `largest`: both never fall, so it is enough to look where they step.
  [[nodiscard]] bool is_exact(int32_t channel, const PlaneScale& scale,
                              int32_t largest) const {
    const ConvParameters& parameters = constants_.parameters;
    const auto at = static_cast<size_t>(channel);
    const auto plain = [&](int32_t sum) {
      return requantize(sum, parameters.multiplier[at], parameters.shift[at],
                        parameters.range);
    };
    const auto fast = [&](int32_t sum) {
      return armv7em::saturate_byte(armv7em::smmla(sum * (1 << scale.doublings),
                                                   scale.multiplier,
                                                   scale.addend) >>
                                    kShift);
    };
    if (plain(-largest) != fast(-largest)) {
      return false;
    }
    for (int32_t low = -largest; plain(low) < plain(largest);) {
      int32_t high = largest;
      const int32_t value = plain(low);
      while (high - low > 1) {
        const int32_t middle = low + (high - low) / 2;
        (plain(middle) == value ? low : high) = middle;
      }
      if (fast(low) != value || fast(high) != plain(high)) {
        return false;
      }
      low = high;
    }
    return fast(largest) == plain(largest);
  }

  const ConvConstants& constants_;
  std::vector<int32_t> stream_;
};

}  // namespace

std::optional<std::vector<int32_t>> pack_planes(
    const ConvConstants& constants) {
  return PlanePacker(constants).pack();
}

}  // namespace firefly
