// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_weights.h"

#include <algorithm>
#include <cstdlib>

namespace firefly {
namespace {

/// The weights of one group, appended to `packed`.
void pack_group(const int8_t* weights, int32_t depth, const DotTiles& tiles,
                PackedDot& packed) {
  const int32_t padded_channels = round_up(packed.channels, tiles.channels);
  const size_t start = packed.weights.size();
  packed.weights.resize(start +
                        static_cast<size_t>(padded_channels * packed.depth));
  for (int32_t channel = 0; channel < packed.channels; ++channel) {
    const int32_t tile = channel / tiles.channels;
    for (int32_t k = 0; k < depth; ++k) {
      const int32_t step =
          tile * (packed.depth / tiles.lanes) + k / tiles.lanes;
      const int32_t place =
          channel % tiles.channels * tiles.lanes + k % tiles.lanes;
      packed.weights[start + static_cast<size_t>(
                                 step * tiles.channels * tiles.lanes + place)] =
          weights[channel * depth + k];
    }
  }
}

}  // namespace

DotTiles dot_tiles(Isa isa) {
  switch (isa) {
    case Isa::kArmv6m:
      return armv6m::kDotTiles;
    case Isa::kArmv7m:
      return armv7m::kDotTiles;
    case Isa::kRv32:
      return rv32::kDotTiles;
    case Isa::kArmv7em:
      return armv7em::kDotTiles;
    case Isa::kMve:  // See pack_tile_streams.h.
    case Isa::kPortable:
      break;
  }
  return portable::kDotTiles;
}

ChannelTiles channel_tiles(Isa isa) {
  switch (isa) {
    case Isa::kArmv6m:
      return armv6m::kChannelTiles;
    case Isa::kArmv7m:
      return armv7m::kChannelTiles;
    case Isa::kArmv7em:
      return armv7em::kChannelTiles;
    case Isa::kRv32:
      return rv32::kChannelTiles;
    case Isa::kMve:  // See pack_tile_streams.h.
    case Isa::kPortable:
      break;
  }
  return portable::kChannelTiles;
}

int32_t min_right_shift(Isa isa) {
  switch (isa) {
    case Isa::kArmv6m:
      return armv6m::kMinRightShift;
    case Isa::kArmv7m:
      return armv7m::kMinRightShift;
    case Isa::kArmv7em:
      return armv7em::kMinRightShift;
    case Isa::kMve:
      return mve::kMinRightShift;
    case Isa::kRv32:
      return rv32::kMinRightShift;
    case Isa::kPortable:
      break;
  }
  return portable::kMinRightShift;
}

std::optional<Isa> fast_isa(Isa target, const ConvConstants& constants) {
  const int32_t right_shift = -std::ranges::max(constants.parameters.shift);
  const bool packs =
      !dot_tiles(target).pairs_pixels ||
      std::ranges::find(constants.weights, -128) == constants.weights.end();
  if (packs && right_shift >= min_right_shift(target)) {
    return target;
  }
  if (right_shift >= min_right_shift(Isa::kPortable)) {
    return Isa::kPortable;
  }
  return std::nullopt;
}

std::optional<std::vector<int32_t>> fold_bias(const ConvConstants& constants) {
  const ConvParameters& parameters = constants.parameters;
  const auto channels = static_cast<size_t>(parameters.shape.output_channels);
  if (channels == 0 || parameters.weight_zero_point != 0) {
    return std::nullopt;
  }
  const size_t depth = constants.weights.size() / channels;
  std::vector<int32_t> folded;
  for (size_t channel = 0; channel < channels; ++channel) {
    int64_t sum = 0;
    int64_t reach = 0;
    for (size_t k = 0; k < depth; ++k) {
      const int8_t weight = constants.weights[channel * depth + k];
      sum += weight;
      reach += 128 * std::abs(weight);
    }
    const int64_t bias =
        (constants.bias.empty() ? 0 : constants.bias[channel]) -
        sum * parameters.input_zero_point;
    const int32_t left_shift = std::max(parameters.shift[channel], 0);
    if (reach + std::abs(bias) >= (int64_t{1} << 29) >> left_shift) {
      return std::nullopt;
    }
    folded.push_back(static_cast<int32_t>(bias));
  }
  return folded;
}

int64_t largest_sum(const ConvConstants& constants, int64_t bias,
                    size_t channel) {
  const ConvShape& shape = constants.parameters.shape;
  const size_t depth =
      constants.weights.size() / static_cast<size_t>(shape.output_channels);
  int64_t low = bias;
  int64_t high = bias;
  for (size_t k = 0; k < depth; ++k) {
    const int64_t weight = constants.weights[channel * depth + k];
    low += weight > 0 ? -128 * weight : 127 * weight;
    high += weight > 0 ? 127 * weight : -128 * weight;
  }
  return std::max(-low, high);
}

PackedDot pack_dot(const ConvConstants& constants,
                   const std::vector<int32_t>& folded_bias,
                   const DotTiles& tiles) {
  const ConvShape& shape = constants.parameters.shape;
  const int32_t depth =
      shape.kernel_height * shape.kernel_width * shape.group_input_channels();
  PackedDot packed;
  packed.depth = round_up(depth, tiles.lanes);
  packed.channels = shape.group_output_channels();
  const auto padding = static_cast<size_t>(
      round_up(packed.channels, tiles.channels) - packed.channels);
  const auto append = [&](auto& to, int32_t group, const auto& value_of) {
    for (int32_t c = 0; c < packed.channels; ++c) {
      const int32_t channel = group * packed.channels + c;
      to.push_back(value_of(static_cast<size_t>(channel)));
    }
    to.resize(to.size() + padding, to.back());
  };
  for (int32_t group = 0; group < shape.groups; ++group) {
    pack_group(constants.weights.data() + group * packed.channels * depth,
               depth, tiles, packed);
    append(packed.bias, group, [&](size_t c) { return folded_bias[c]; });
    append(packed.multiplier, group,
           [&](size_t c) { return constants.parameters.multiplier[c]; });
    append(packed.right_shift, group, [&](size_t c) {
      return static_cast<int8_t>(-constants.parameters.shift[c]);
    });
  }
  return packed;
}

std::vector<int8_t> pack_channels(const ConvConstants& constants,
                                  const ChannelTiles& tiles) {
  const int32_t channels = constants.parameters.shape.output_channels;
  const auto taps = static_cast<int32_t>(constants.weights.size()) / channels;
  std::vector<int8_t> packed;
  for (int32_t first = 0; first < channels;) {
    const int32_t lanes = first + tiles.lanes <= channels ? tiles.lanes : 1;
    for (int32_t tap = 0; tap < taps; ++tap) {
      for (int32_t channel = first; channel < first + lanes; ++channel) {
        const int32_t at = channel * taps + tap;
        packed.push_back(constants.weights[static_cast<size_t>(at)]);
      }
    }
    first += lanes;
  }
  return packed;
}

std::vector<int8_t> right_shifts(const ConvParameters& parameters) {
  std::vector<int8_t> result;
  for (const int32_t shift : parameters.shift) {
    result.push_back(static_cast<int8_t>(-shift));
  }
  return result;
}

Field::Value field_value(const ConvShape& shape) {
  return std::vector<int64_t>{
      shape.batches,         shape.input_height,  shape.input_width,
      shape.input_channels,  shape.output_height, shape.output_width,
      shape.output_channels, shape.kernel_height, shape.kernel_width,
      shape.stride_h,        shape.stride_w,      shape.dilation_h,
      shape.dilation_w,      shape.margin_top,    shape.margin_left,
      shape.groups};
}

Field::Value field_value(const OutputRange& range) {
  return std::vector<int64_t>{range.zero_point, range.low, range.high};
}

void add_array_fields(KernelCall& call, const std::vector<int8_t>& weights,
                      const std::vector<int32_t>& bias,
                      const std::vector<int32_t>& multiplier,
                      const std::vector<int8_t>& right_shift) {
  const auto add = [&](const std::string& name, const auto& values) {
    call.field(name,
               values.empty() ? Field::Value{} : FlashArray::of(name, values));
  };
  add("weights", weights);
  add("bias", bias);
  add("multiplier", multiplier);
  add("right_shift", right_shift);
}

void add_dot_fields(KernelCall& call, const PackedDot& packed,
                    const OutputRange& range) {
  call.field("depth", packed.depth);
  call.field("channels", packed.channels);
  add_array_fields(call, packed.weights, packed.bias, packed.multiplier,
                   packed.right_shift);
  call.field("range", field_value(range));
}

}  // namespace firefly
