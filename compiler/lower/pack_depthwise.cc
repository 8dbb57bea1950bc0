// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_depthwise.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "isa/armv7em_dsp.h"

namespace firefly {
namespace {

constexpr int32_t kBlock = DepthwiseColumns::kBlock;
static_assert(kBlock == DepthwiseTapsS8::kBlock);

/// How a channel's sums become output elements: by how much its weights and
/// its bias are scaled up, and the end of its stream.
struct ChannelScale {
  int32_t factor;
  int32_t multiplier;
  int32_t addend;
  int32_t right_shift;
};

/// A layer's channels, scaled for DepthwiseColumnsS8::rectified or not.
class Channels {
 public:
  Channels(const ConvConstants& constants,
           const std::vector<int32_t>& folded_bias)
      : constants_(constants), bias_(folded_bias) {
    constexpr int32_t kLowest = std::numeric_limits<int8_t>::min();
    const OutputRange& range = constants.parameters.range;
    rectified_ = range.zero_point == kLowest && range.low == kLowest &&
                 range.high == std::numeric_limits<int8_t>::max();
  }

  /// Whether the kernels can do every channel.
  bool scale() {
    for (int32_t channel = 0; channel < shape().output_channels; ++channel) {
      const auto scale = scale_of(channel);
      if (!scale) {
        return false;
      }
      scales_.push_back(*scale);
    }
    return shape().output_channels >= kBlock;
  }
  [[nodiscard]] bool rectified() const { return rectified_; }
  [[nodiscard]] const ConvShape& shape() const {
    return constants_.parameters.shape;
  }
  /// Where blocks of four start; the last one ends at the last channel.
  [[nodiscard]] std::vector<int32_t> blocks() const {
    std::vector<int32_t> result;
    for (int32_t first = 0; first < shape().output_channels; first += kBlock) {
      result.push_back(std::min(first, shape().output_channels - kBlock));
    }
    return result;
  }
  /// Scaled; 0 past the last kernel row.
  [[nodiscard]] int32_t weight(int32_t channel, int32_t ky, int32_t kx) const {
    return ky < shape().kernel_height
               ? plain_weight(channel, ky, kx) * factor(channel)
               : 0;
  }
  [[nodiscard]] int32_t bias(int32_t channel) const {
    return bias_[static_cast<size_t>(channel)] * factor(channel);
  }
  void append_scale(int32_t channel, std::vector<int32_t>& stream) const {
    const ChannelScale& scale = scales_[static_cast<size_t>(channel)];
    stream.insert(stream.end(),
                  {scale.multiplier, scale.addend, scale.right_shift});
  }

 private:
  [[nodiscard]] int32_t factor(int32_t channel) const {
    return scales_[static_cast<size_t>(channel)].factor;
  }
  [[nodiscard]] int32_t plain_weight(int32_t channel, int32_t ky,
                                     int32_t kx) const {
    const int32_t tap = ky * shape().kernel_width + kx;
    const int32_t taps = shape().kernel_height * shape().kernel_width;
    return constants_.weights[static_cast<size_t>(channel * taps + tap)];
  }
  [[nodiscard]] std::optional<ChannelScale> scale_of(int32_t channel) const {
    const ConvParameters& parameters = constants_.parameters;
    const int32_t shift = parameters.shift[static_cast<size_t>(channel)];
    // No |sum| is larger, no |weight| either.
    int64_t sums = std::abs(int64_t{bias_[static_cast<size_t>(channel)]});
    int32_t weights = 0;
    for (int32_t ky = 0; ky < shape().kernel_height; ++ky) {
      for (int32_t kx = 0; kx < shape().kernel_width; ++kx) {
        const int32_t weight = std::abs(plain_weight(channel, ky, kx));
        sums += 128 * weight;
        weights = std::max(weights, weight);
      }
    }
    ChannelScale result{};
    result.multiplier = parameters.multiplier[static_cast<size_t>(channel)];
    int32_t right = std::max(-shift, 0);
    if (right > 0 && sums < int64_t{1} << (right - 1)) {
      // All results are zero; the shift may be too large for the addend.
      result.multiplier = 0;
      right = 1;
    }
    result.factor = 1 << ((rectified_ ? 2 : 1) + std::max(shift, 0));
    constexpr int32_t kMaxRightShift = 20;
    if (right > kMaxRightShift || (right == 0 && !rectified_) ||
        sums * result.factor > std::numeric_limits<int32_t>::max() ||
        weights * result.factor > std::numeric_limits<int16_t>::max()) {
      return std::nullopt;
    }
    const int32_t half = (1 << right) >> 1;
    const int32_t zero_point = parameters.range.zero_point * (1 << right);
    // Sums times 4 leave a bit below the unit, for the multiplication's
    // rounding.
    result.right_shift = right + (rectified_ ? 1 : 0);
    result.addend =
        rectified_ ? 2 * (zero_point + half) + 1 : zero_point + half;
    return result;
  }

  const ConvConstants& constants_;
  const std::vector<int32_t>& bias_;
  bool rectified_ = false;
  std::vector<ChannelScale> scales_;
};

/// The weights of two neighbouring kernel rows, or of the last one, whose word
/// holds two channels: `lane` says which of them this one is.
int32_t row_pair(const Channels& channels, int32_t channel, int32_t lane,
                 int32_t row, int32_t kx) {
  const int32_t first = channels.weight(channel, row, kx);
  if (row + 1 == channels.shape().kernel_height && lane >= 2) {
    return armv7em::pair_of(0, first);
  }
  return armv7em::pair_of(first, channels.weight(channel, row + 1, kx));
}

void append_columns(const Channels& channels, const DepthwiseColumns& layout,
                    int32_t channel, int32_t lane,
                    std::vector<int32_t>& stream) {
  stream.push_back(channels.bias(channel));
  for (int32_t quad = 0; quad < layout.quads; ++quad) {
    for (int32_t run = 0; run < layout.runs; ++run) {
      for (int32_t pair = 0; pair < 2; ++pair) {
        const int32_t row = quad * DepthwiseColumns::kQuad + 2 * pair;
        for (int32_t tap = 0; tap < layout.run_taps; ++tap) {
          stream.push_back(row_pair(channels, channel, lane, row,
                                    run * layout.run_taps + tap));
        }
      }
    }
  }
  channels.append_scale(channel, stream);
}

void append_taps(const Channels& channels, int32_t first,
                 std::vector<int32_t>& stream) {
  for (int32_t i = 0; i < kBlock; ++i) {
    stream.push_back(channels.bias(first + i));
  }
  for (int32_t ky = 0; ky < channels.shape().kernel_height; ++ky) {
    for (int32_t kx = 0; kx < channels.shape().kernel_width; ++kx) {
      for (int32_t i = 0; i < 2; ++i) {
        stream.push_back(
            armv7em::pair_of(channels.weight(first + i, ky, kx),
                             channels.weight(first + i + 2, ky, kx)));
      }
    }
  }
  for (int32_t i = 0; i < kBlock; ++i) {
    channels.append_scale(first + i, stream);
  }
}

}  // namespace

std::optional<PackedColumns> pack_columns(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias) {
  Channels channels(constants, folded_bias);
  if (channels.shape().output_width < DepthwiseColumns::kMinTile ||
      !channels.scale()) {
    return std::nullopt;
  }
  PackedColumns packed;
  packed.rectified = channels.rectified();
  packed.layout = DepthwiseColumns::of(channels.shape(), packed.rectified);
  for (const int32_t first : channels.blocks()) {
    for (int32_t lane = 0; lane < kBlock; ++lane) {
      append_columns(channels, packed.layout, first + lane, lane,
                     packed.stream);
    }
  }
  return packed;
}

std::optional<PackedTaps> pack_taps(const ConvConstants& constants,
                                    const std::vector<int32_t>& folded_bias) {
  Channels channels(constants, folded_bias);
  if (!channels.scale()) {
    return std::nullopt;
  }
  PackedTaps packed;
  packed.rectified = channels.rectified();
  for (const int32_t first : channels.blocks()) {
    append_taps(channels, first, packed.stream);
  }
  return packed;
}

}  // namespace firefly
