// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_depthwise.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "isa/armv7em_dsp.h"

namespace firefly {
namespace {

/// The bits by which a channel's sums are scaled up, and what follows.
struct Scaling {
  int32_t left_shift;
  int32_t multiplier;
  int32_t addend;
  int32_t right_shift;
};

class Packer {
 public:
  Packer(const ConvConstants& constants,
         const std::vector<int32_t>& folded_bias)
      : constants_(constants), bias_(folded_bias) {
    packed_.rectified = rectified(constants.parameters.range);
    packed_.layout = DepthwiseColumns::of(shape(), packed_.rectified);
  }

  /// Whether every channel could be packed.
  bool pack() {
    const int32_t channels = shape().output_channels;
    for (int32_t first = 0; first < channels;
         first += DepthwiseColumns::kBlock) {
      first = std::min(first, channels - DepthwiseColumns::kBlock);
      for (int32_t i = 0; i < DepthwiseColumns::kBlock; ++i) {
        if (!pack_channel(first + i, i)) {
          return false;
        }
      }
    }
    return true;
  }
  PackedColumns take() { return std::move(packed_); }

 private:
  [[nodiscard]] const ConvShape& shape() const {
    return constants_.parameters.shape;
  }
  static bool rectified(const OutputRange& range) {
    constexpr int32_t kLowest = std::numeric_limits<int8_t>::min();
    return range.zero_point == kLowest && range.low == kLowest &&
           range.high == std::numeric_limits<int8_t>::max();
  }
  [[nodiscard]] int32_t weight(int32_t channel, int32_t ky, int32_t kx) const {
    const int32_t tap = ky * shape().kernel_width + kx;
    const int32_t taps = shape().kernel_height * shape().kernel_width;
    return constants_.weights[static_cast<size_t>(channel * taps + tap)];
  }
  /// No |sum| of the channel is larger.
  [[nodiscard]] int64_t reach(int32_t channel) const {
    int64_t result = std::abs(int64_t{bias_[static_cast<size_t>(channel)]});
    for (int32_t ky = 0; ky < shape().kernel_height; ++ky) {
      for (int32_t kx = 0; kx < shape().kernel_width; ++kx) {
        result += 128 * std::abs(weight(channel, ky, kx));
      }
    }
    return result;
  }
  [[nodiscard]] std::optional<Scaling> scaling(int32_t channel) const {
    const ConvParameters& parameters = constants_.parameters;
    const bool rectified = packed_.rectified;
    const int32_t shift = parameters.shift[static_cast<size_t>(channel)];
    const int64_t sums = reach(channel);
    Scaling result{};
    result.left_shift = (rectified ? 2 : 1) + std::max(shift, 0);
    result.multiplier = parameters.multiplier[static_cast<size_t>(channel)];
    int32_t right = std::max(-shift, 0);
    if (right > 0 && sums < int64_t{1} << (right - 1)) {
      // All results are zero; the shift may be too large for the addend.
      result.multiplier = 0;
      right = 1;
    }
    constexpr int32_t kMaxRightShift = 20;
    if (right > kMaxRightShift || (right == 0 && !rectified) ||
        sums << result.left_shift >= int64_t{1} << 31) {
      return std::nullopt;
    }
    const int32_t half = (1 << right) >> 1;
    const int32_t scaled_zero_point =
        parameters.range.zero_point * (1 << right);
    // Sums times 4 leave a bit below the unit, for the multiplication's
    // rounding.
    result.right_shift = right + (rectified ? 1 : 0);
    result.addend = rectified ? 2 * (scaled_zero_point + half) + 1
                              : scaled_zero_point + half;
    return result;
  }
  /// The weights of two neighbouring kernel rows, or of the last one.
  [[nodiscard]] int32_t weight_pair(int32_t channel, int32_t lane, int32_t row,
                                    int32_t kx, int32_t scale) const {
    const auto at = [&](int32_t ky) {
      return ky < shape().kernel_height && kx < shape().kernel_width
                 ? weight(channel, ky, kx) * scale
                 : 0;
    };
    if (row + 1 == shape().kernel_height && lane >= 2) {
      return armv7em::pair_of(0, at(row));
    }
    return armv7em::pair_of(at(row), at(row + 1));
  }
  bool pack_channel(int32_t channel, int32_t lane) {
    const std::optional<Scaling> how = scaling(channel);
    if (!how) {
      return false;
    }
    const int32_t scale = 1 << how->left_shift;
    for (int32_t ky = 0; ky < shape().kernel_height; ++ky) {
      for (int32_t kx = 0; kx < shape().kernel_width; ++kx) {
        if (std::abs(weight(channel, ky, kx)) * scale > INT16_MAX) {
          return false;
        }
      }
    }
    std::vector<int32_t>& stream = packed_.stream;
    stream.push_back(bias_[static_cast<size_t>(channel)] * scale);
    const DepthwiseColumns& layout = packed_.layout;
    for (int32_t quad = 0; quad < layout.quads; ++quad) {
      for (int32_t run = 0; run < layout.runs; ++run) {
        for (int32_t pair = 0; pair < 2; ++pair) {
          const int32_t row = quad * DepthwiseColumns::kQuad + 2 * pair;
          for (int32_t tap = 0; tap < layout.run_taps; ++tap) {
            stream.push_back(weight_pair(channel, lane, row,
                                         run * layout.run_taps + tap, scale));
          }
        }
      }
    }
    stream.insert(stream.end(),
                  {how->multiplier, how->addend, how->right_shift});
    return true;
  }

  const ConvConstants& constants_;
  const std::vector<int32_t>& bias_;
  PackedColumns packed_;
};

}  // namespace

std::optional<PackedColumns> pack_columns(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias) {
  constexpr int32_t kMinOutputs = 3;
  const ConvShape& shape = constants.parameters.shape;
  if (shape.output_channels < DepthwiseColumns::kBlock ||
      shape.output_width < kMinOutputs) {
    return std::nullopt;
  }
  Packer packer(constants, folded_bias);
  if (!packer.pack()) {
    return std::nullopt;
  }
  return packer.take();
}

}  // namespace firefly
