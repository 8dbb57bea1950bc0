// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_winograd.h"
#include "compiler/lower/winograd_weights.h"

namespace firefly {
namespace {

constexpr int32_t kLargestShift = 14;  ///< Of a channel, to the right.

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

  PackedWinograd pack() {
    for (int32_t tile = 0; tile < packed_.channels; tile += kWinogradChannels) {
      for (int32_t y = 0; y < kPhaseKinds; ++y) {
        pack_kind(tile, y, 0);
      }
      for (int32_t y = 0; y < kPhaseKinds; ++y) {
        for (int32_t x = 1; x < kPhaseKinds; ++x) {
          pack_kind(tile, y, x);
        }
      }
    }
    for (int32_t channel = 0; channel < packed_.channels; ++channel) {
      pack_scale(static_cast<size_t>(channel));
    }
    return std::move(packed_);
  }

 private:
  /// Kind 0 of a direction is the sum of the first and the last weight.
  [[nodiscard]] int32_t weight(int32_t channel, int32_t y, int32_t x,
                               int32_t k) const {
    const int32_t depth = constants_.parameters.shape.input_channels;
    if (channel >= packed_.channels || k >= depth) {
      return 0;
    }
    if (y == 0) {
      return weight(channel, 1, x, k) + weight(channel, 3, x, k);
    }
    if (x == 0) {
      return weight(channel, y, 1, k) + weight(channel, y, 3, k);
    }
    const int32_t at = ((channel * 3 + y - 1) * 3 + x - 1) * depth + k;
    return constants_.weights[static_cast<size_t>(at)];
  }

  void pack_kind(int32_t tile, int32_t y, int32_t x) {
    for (int32_t k = 0; k < packed_.depth; k += k % 2 == 0 ? 1 : 3) {
      for (int32_t c = tile; c < tile + kWinogradChannels; ++c) {
        const auto first = static_cast<uint16_t>(weight(c, y, x, k));
        packed_.weights.push_back(
            wrap(int64_t{weight(c, y, x, k + 2)} * 65536 + first));
      }
    }
  }

  void pack_scale(size_t channel) {
    const ConvParameters& parameters = constants_.parameters;
    const int32_t right_shift = -parameters.shift[channel];
    const int32_t k = 17 - right_shift;
    constexpr int32_t kHalf = 1 << 15;
    const int32_t first_half = right_shift > 0 ? 1 << (k - 2) : 0;
    packed_.scales.push_back(1 << k);
    packed_.scales.push_back(wrap(int64_t{bias_[channel]} << k));
    packed_.scales.push_back(parameters.multiplier[channel]);
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

bool is_phases_shape(const ConvShape& shape) {
  return shape.kernel_height == 3 && shape.kernel_width == 3 &&
         shape.stride_h == 2 && shape.stride_w == 2 && shape.dilation_h == 1 &&
         shape.dilation_w == 1 && shape.groups == 1;
}

std::optional<PackedWinograd> pack_winograd_phases(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias) {
  if (!is_phases_shape(constants.parameters.shape) ||
      !are_winograd_sums(constants, folded_bias, kLargestShift)) {
    return std::nullopt;
  }
  return Packer(constants, folded_bias).pack();
}

}  // namespace firefly
