// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_winograd.h"

#include <algorithm>

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
      for (size_t position = 0; position < kWinogradPositions; ++position) {
        pack_starts(tile, position);
        pack_position(tile, position);
      }
    }
    for (int32_t channel = 0; channel < packed_.channels; ++channel) {
      pack_scale(static_cast<size_t>(channel));
    }
    return std::move(packed_);
  }

 private:
  /// A transformed weight, 0 beyond the last channels.
  [[nodiscard]] int32_t weight(int32_t channel, int32_t row, int32_t k,
                               size_t position) const {
    return channel < packed_.channels &&
                   k < constants_.parameters.shape.input_channels
               ? transformed_weight(constants_, channel, row, k, position)
               : 0;
  }

  /// m1 is part of all four outputs: it carries the bias.
  void pack_starts(int32_t tile, size_t position) {
    for (int32_t c = tile; c < tile + kWinogradChannels; ++c) {
      int64_t start = 0;
      if (position == 1 && c < packed_.channels) {
        start = int64_t{kWinogradScale} * bias_[static_cast<size_t>(c)];
      }
      const int32_t excess =
          position == 1 ? kWinogradExcessOfV1 : kWinogradExcess;
      for (int32_t row = 0; row < 3; ++row) {
        for (int32_t k = 0; k < packed_.depth; ++k) {
          const bool is_first = k % 4 < 2;
          start -= is_first ? excess * weight(c, row, k, position) : 0;
        }
      }
      packed_.weights.push_back(wrap(start));
    }
  }

  void pack_position(int32_t tile, size_t position) {
    for (int32_t row = 0; row < 3; ++row) {
      for (int32_t k = 0; k < packed_.depth; k += k % 2 == 0 ? 1 : 3) {
        for (int32_t c = tile; c < tile + kWinogradChannels; ++c) {
          const auto first = static_cast<uint16_t>(weight(c, row, k, position));
          packed_.weights.push_back(
              wrap(int64_t{weight(c, row, k + 2, position)} * 65536 + first));
        }
      }
    }
  }

  void pack_scale(size_t channel) {
    const ConvParameters& parameters = constants_.parameters;
    const int32_t right_shift = -parameters.shift[channel];
    const int32_t k = 17 - right_shift;
    constexpr int32_t kHalf = 1 << 15;
    const int32_t first_half = right_shift > 0 ? 1 << (k - 2) : 0;
    packed_.scales.push_back(wrap(int64_t{kInverseOf3} << (k - 3)));
    packed_.scales.push_back(parameters.multiplier[channel]);
    packed_.scales.push_back(first_half + kHalf +
                             parameters.range.zero_point * 65536);
    packed_.scales.push_back(right_shift > 0 ? 1 << (k - 1) : 0);
  }

  const ConvConstants& constants_;
  const std::vector<int32_t>& bias_;
  PackedWinograd packed_;
};

}  // namespace

bool is_winograd_shape(const ConvShape& shape) {
  return shape.kernel_height == 3 && shape.kernel_width == 3 &&
         shape.stride_h == 1 && shape.stride_w == 1 && shape.dilation_h == 1 &&
         shape.dilation_w == 1 && shape.groups == 1;
}

bool are_winograd_sums(const ConvConstants& constants,
                       const std::vector<int32_t>& folded_bias,
                       int32_t largest_shift) {
  for (size_t channel = 0; channel < folded_bias.size(); ++channel) {
    const int32_t shift = -constants.parameters.shift[channel];
    if (shift < -6 || shift > largest_shift ||
        largest_sum(constants, folded_bias[channel], channel) >=
            int64_t{1} << (14 + shift)) {
      return false;
    }
  }
  return true;
}

bool suits_winograd(const ConvConstants& constants,
                    const std::vector<int32_t>& folded_bias,
                    int32_t largest_shift) {
  return is_winograd_shape(constants.parameters.shape) &&
         are_winograd_sums(constants, folded_bias, largest_shift);
}

std::optional<PackedWinograd> pack_winograd(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias) {
  if (!suits_winograd(constants, folded_bias, kLargestShift)) {
    return std::nullopt;
  }
  return Packer(constants, folded_bias).pack();
}

void add_winograd_fields(KernelCall& call, const PackedWinograd& packed) {
  call.field("depth", packed.depth);
  call.field("channels", packed.channels);
  call.field("weights", FlashArray::of("weights", packed.weights));
  call.field("scales", FlashArray::of("scales", packed.scales));
  call.field("nudges", int64_t{packed.nudges});
}

}  // namespace firefly
