// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "compiler/lower/pack_winograd.h"
#include "compiler/lower/winograd_weights.h"

namespace firefly {
namespace {

/// Sums arrive twice as large as those of one row, so there is a bit less to
/// shift.
constexpr int32_t kLargestShift = 13;

class Packer {
 public:
  Packer(const ConvConstants& constants, const std::vector<int32_t>& bias)
      : constants_(constants), bias_(bias) {
    const ConvShape& shape = constants.parameters.shape;
    packed_.depth = winograd_depth(shape);
    packed_.channels = shape.output_channels;
    const OutputRange& range = constants.parameters.range;
    packed_.nudges = range.low < range.zero_point;
  }

  PackedWinograd pack(bool late) {
    for (int32_t tile = 0; tile < packed_.channels; tile += kWinogradChannels) {
      if (late) {
        pack_tile(tile);
        continue;
      }
      for (size_t position = 0; position < kWinogradPositions; ++position) {
        for (const int32_t term : {1, 2, 0, 3}) {
          pack_position(tile, term, position);
        }
      }
    }
    for (int32_t channel = 0; channel < packed_.channels; ++channel) {
      pack_scale(channel);
    }
    return std::move(packed_);
  }

 private:
  /// Weights as they are, words of four input channels.
  void pack_tile(int32_t tile) {
    const int32_t input_channels = constants_.parameters.shape.input_channels;
    for (int32_t c = tile; c < tile + kWinogradChannels; ++c) {
      for (int32_t k = 0; k < packed_.depth; k += 4) {
        for (int32_t place = 0; place < 9; ++place) {
          uint32_t word = 0;
          for (int32_t i = 0; i < 4 && c < packed_.channels; ++i) {
            const int32_t at = (9 * c + place) * input_channels + k + i;
            const int32_t weight =
                k + i < input_channels
                    ? constants_.weights[static_cast<size_t>(at)]
                    : 0;
            word |= static_cast<uint32_t>(weight & 0xFF) << (8 * i);
          }
          packed_.weights.push_back(static_cast<int32_t>(word));
        }
      }
    }
  }

  /// U_0 to U_3; 0 beyond the last channels.
  [[nodiscard]] int32_t weight(int32_t channel, int32_t term, int32_t k,
                               size_t position) const {
    if (channel >= packed_.channels ||
        k >= constants_.parameters.shape.input_channels) {
      return 0;
    }
    const auto w = [&](int32_t row) {
      return transformed_weight(constants_, channel, row, k, position);
    };
    switch (term) {
      case 0:
        return 2 * w(0);
      case 1:
        return w(0) + w(1) + w(2);
      case 2:
        return w(0) - w(1) + w(2);
      default:
        return 2 * w(2);
    }
  }

  void pack_position(int32_t tile, int32_t term, size_t position) {
    for (int32_t k = 0; k < packed_.depth; k += k % 2 == 0 ? 1 : 3) {
      for (int32_t c = tile; c < tile + kWinogradChannels; ++c) {
        const auto first = static_cast<uint16_t>(weight(c, term, k, position));
        packed_.weights.push_back(
            wrap(int64_t{weight(c, term, k + 2, position)} * 65536 + first));
      }
    }
  }

  /// What V_1 is too large by times U_1, summed over the channels.
  [[nodiscard]] int64_t excess(int32_t channel, size_t position) const {
    int64_t sum = 0;
    for (int32_t k = 0; k < packed_.depth; ++k) {
      sum += k % 4 < 2 ? weight(channel, 1, k, position) : 0;
    }
    return 2 * sum * (position == 1 ? kWinogradExcessOfV1 : kWinogradExcess);
  }

  void pack_scale(int32_t channel) {
    const auto index = static_cast<size_t>(channel);
    const ConvParameters& parameters = constants_.parameters;
    const int32_t right_shift = -parameters.shift[index];
    const int32_t k = 17 - right_shift;
    constexpr int32_t kHalf = 1 << 15;
    const int32_t first_half = right_shift > 0 ? 1 << (k - 2) : 0;
    const uint32_t inverse = kInverseOf3 << (k - 4);
    packed_.scales.push_back(static_cast<int32_t>(inverse));
    int64_t e[kWinogradPositions];
    for (size_t position = 0; position < kWinogradPositions; ++position) {
      e[position] = excess(channel, position);
    }
    const int64_t excesses[kWinogradTilePixels] = {
        e[0] + e[1] + e[2] + e[3] + e[4], e[1] - e[2] + 2 * (e[3] - e[4]),
        e[1] + e[2] + 4 * (e[3] + e[4]),
        e[1] - e[2] + 8 * (e[3] - e[4]) + e[5]};
    for (const int64_t too_much : excesses) {
      const int64_t constant =
          int64_t{2 * kWinogradScale} * bias_[index] - too_much;
      packed_.scales.push_back(static_cast<int32_t>(
          static_cast<uint32_t>(wrap(constant)) * inverse));
    }
    packed_.scales.push_back(parameters.multiplier[index]);
    packed_.scales.push_back(first_half + kHalf +
                             parameters.range.zero_point * 65536);
    packed_.scales.push_back(packed_.nudges && right_shift > 0 ? 1 << (k - 1)
                                                               : 0);
  }

  const ConvConstants& constants_;
  const std::vector<int32_t>& bias_;
  PackedWinograd packed_;
};

}  // namespace

std::optional<PackedWinograd> pack_winograd_two_rows(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias) {
  if (!suits_winograd(constants, folded_bias, kLargestShift)) {
    return std::nullopt;
  }
  return Packer(constants, folded_bias).pack(/*late=*/false);
}

std::optional<PackedWinograd> pack_winograd_late(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias) {
  if (!suits_winograd(constants, folded_bias, kLargestShift) ||
      winograd_depth(constants.parameters.shape) > kWinogradLateDepth) {
    return std::nullopt;
  }
  return Packer(constants, folded_bias).pack(/*late=*/true);
}

}  // namespace firefly
