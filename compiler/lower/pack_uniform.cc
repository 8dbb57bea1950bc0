// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_uniform.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/lower/same_steps.h"
#include "isa/armv7em_dot_plain.h"
#include "kernels/direct_conv2d_s8.h"

namespace firefly {
namespace {

constexpr int32_t kSumBits = 23;    // Below 2^23, times 2^8 in int32_t.
constexpr int32_t kShift = 16;      // Of outputs without a lead.
constexpr int32_t kRightShift = 9;  // That which these have.

/// Scales one channel.
class ChannelScaler {
 public:
  ChannelScaler(const ConvConstants& constants, int32_t bias, size_t channel)
      : range_(constants.parameters.range),
        multiplier_(constants.parameters.multiplier[channel]),
        right_shift_(-constants.parameters.shift[channel]),
        largest_(largest_sum(constants, bias, channel)) {}

  /// Multiplier and addend; the former is rounded where `lead` asks for a
  /// larger shift than the channel has. That this is exact for every sum is
  /// then luck, and tried; so is an addend nearby.
  [[nodiscard]] std::optional<std::pair<int32_t, int32_t>> with(
      int32_t lead) const {
    if (largest_ >= int64_t{1} << (kSumBits - lead)) {
      return std::nullopt;
    }
    const int32_t surplus = right_shift_ + lead - kRightShift;
    const auto rounded = static_cast<int32_t>(
        (int64_t{multiplier_} + ((int64_t{1} << surplus) >> 1)) >> surplus);
    // Of the two roundings of TFLite's requantisation: paired_dot_s8.h.
    const int32_t half = 1 << (kShift - lead - 1);
    const int32_t addend =
        right_shift_ > 0 ? half + (half >> right_shift_) : half;
    for (const int32_t multiplier : {rounded, rounded - 1, rounded + 1}) {
      for (const int32_t step : {0, 1, -1, 2, -2, 3, -3}) {
        if (is_exact(multiplier, addend + step, lead)) {
          return std::pair(multiplier, addend + step);
        }
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool is_exact(int32_t multiplier, int32_t addend,
                              int32_t lead) const {
    const auto plain = [&](int64_t sum) {
      return requantize(static_cast<int32_t>(sum), multiplier_, -right_shift_,
                        range_);
    };
    const auto fast = [&](int64_t sum) {
      const int32_t scaled = armv7em::add_high_product(
          addend, static_cast<int32_t>(sum * 256), multiplier, 0);
      return std::clamp((scaled >> (kShift - lead)) - 128, range_.low,
                        range_.high);
    };
    return has_same_steps(plain, fast, -largest_, largest_);
  }

  const OutputRange& range_;
  int32_t multiplier_;
  int32_t right_shift_;
  int64_t largest_;
};

}  // namespace

void unify_shifts(const ConvConstants& constants,
                  const std::vector<int32_t>& folded_bias,
                  PackedPairs& packed) {
  if ((packed.form & paired_form::kGeneralBit) != 0) {
    return;
  }
  const int32_t least_shift = -std::ranges::max(constants.parameters.shift);
  const int32_t lead = std::max(kRightShift - least_shift, 0);
  std::vector<int32_t> scales;
  const int32_t channels = packed.channels;
  for (int32_t tile = 0; tile < channels; tile += kPairedChannels) {
    for (const int32_t i : {2, 0, 3, 1}) {
      const auto channel =
          static_cast<size_t>(std::min(tile + i, channels - 1));
      const auto scale =
          ChannelScaler(constants, folded_bias[channel], channel).with(lead);
      if (!scale) {
        return;
      }
      // The results of first channels lie `lead` bits higher.
      const int32_t rise = i < 2 ? 0 : lead;
      scales.insert(scales.end(), {scale->first, scale->second << rise});
    }
  }
  packed.lead = lead;
  packed.scales = std::move(scales);
  packed.scale_step = 4 * direct_scale_words(lead);
}

}  // namespace firefly
