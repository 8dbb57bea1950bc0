// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_pairs.h"

#include <algorithm>
#include <array>

namespace firefly {
namespace {

namespace form = paired_form;

/// The cheapest form in which a layer's sums can be requantised.
std::optional<int32_t> choose_form(const ConvConstants& constants,
                                   const std::vector<int32_t>& bias) {
  const OutputRange& range = constants.parameters.range;
  if (std::ranges::count(constants.weights, -128) > 0) {
    return std::nullopt;
  }
  bool relu = range.low == -128 && range.zero_point == -128;
  bool general = true;
  for (size_t channel = 0; channel < bias.size(); ++channel) {
    const int32_t shift = -constants.parameters.shift[channel];
    const int64_t sum = largest_sum(constants, bias[channel], channel);
    if (sum >= 1 << 23) {
      return std::nullopt;
    }
    relu =
        relu && shift >= -6 && shift <= 15 && sum < int64_t{1} << (14 + shift);
    general = general && shift >= 1 && shift <= 20;
  }
  if (!relu && !general) {
    return std::nullopt;
  }
  const bool clamps = range.low > -128 || range.high < 127;
  return (relu ? form::kRelu : form::kGeneralBit) |
         (clamps ? form::kClampBit : 0);
}

/// Multiplier, addend and shift of a channel.
using PairScale = std::array<int32_t, 3>;

PairScale pair_scale(const ConvParameters& parameters, size_t channel,
                     bool is_second, int32_t form) {
  const int32_t right_shift = -parameters.shift[channel];
  const int32_t multiplier = parameters.multiplier[channel];
  const int32_t half = right_shift > 0 ? 1 << (right_shift - 1) : 0;
  if ((form & form::kGeneralBit) != 0) {
    const int32_t zero_point = parameters.range.zero_point + 128;
    return {multiplier, half + zero_point * (1 << right_shift), right_shift};
  }
  // The sum arrives times 2^k; the result leaves times 2^(s + k - 1).
  const int32_t k = is_second ? 8 : 17 - right_shift;
  const int64_t addend =
      right_shift > 0 ? (int64_t{1} << (k - 2)) + (int64_t{half} << (k - 1))
                      : int64_t{1} << (k + right_shift - 2);
  return {multiplier, static_cast<int32_t>(addend),
          is_second ? right_shift + k - 1 : k};
}

/// Packs one group.
class GroupPacker {
 public:
  GroupPacker(const ConvConstants& constants, const std::vector<int32_t>& bias,
              const WindowOrder& order, int32_t first_channel,
              PackedPairs& packed)
      : constants_(constants),
        bias_(bias),
        order_(order),
        first_channel_(first_channel),
        depth_(static_cast<int32_t>(constants.weights.size() / bias.size())),
        packed_(packed) {}

  void pack() {
    for (int32_t tile = 0; tile < packed_.channels; tile += kPairedChannels) {
      pack_biases(tile);
      pack_weights(tile);
      pack_scales(tile);
    }
  }

 private:
  /// The group's weight at `place` of the depth, 0 in padding.
  [[nodiscard]] int32_t weight(int32_t channel, int32_t place) const {
    const int32_t element = order_[static_cast<size_t>(place)];
    if (channel >= packed_.channels || element < 0) {
      return 0;
    }
    const int32_t at = (first_channel_ + channel) * depth_ + element;
    return constants_.weights[static_cast<size_t>(at)];
  }
  /// The channel of the layer, the group's last one beyond its end.
  [[nodiscard]] size_t layer_channel(int32_t channel) const {
    return static_cast<size_t>(first_channel_ +
                               std::min(channel, packed_.channels - 1));
  }

  void pack_weights(int32_t tile) {
    for (int32_t k = 0; k < packed_.depth; k += 4) {
      for (const int32_t odd : {0, 1}) {
        for (const int32_t pair : {0, 1}) {
          for (const int32_t at : {k + odd, k + odd + 2}) {
            push_halfword(256 * weight(tile + pair, at) +
                          weight(tile + pair + 2, at));
          }
        }
      }
    }
  }
  void push_word(int32_t value) {
    push_halfword(value);
    push_halfword(value >> 16);
  }
  void push_halfword(int32_t value) {
    packed_.weights.push_back(static_cast<int8_t>(value));
    packed_.weights.push_back(static_cast<int8_t>(value >> 8));
  }

  void pack_biases(int32_t tile) {
    for (const int32_t pair : {0, 1}) {
      const int32_t first = bias_[layer_channel(tile + pair + 2)];
      const int32_t second = bias_[layer_channel(tile + pair)];
      push_word(wrapping_add(first, wrapping_shift_left(second, 8)));
      push_word(first);
    }
  }
  void pack_scales(int32_t tile) {
    for (const int32_t channel : {2, 0, 3, 1}) {
      const PairScale scale =
          pair_scale(constants_.parameters, layer_channel(tile + channel),
                     channel < 2, packed_.form);
      packed_.scales.insert(packed_.scales.end(), scale.begin(), scale.end());
    }
  }

  const ConvConstants& constants_;
  const std::vector<int32_t>& bias_;
  const WindowOrder& order_;
  int32_t first_channel_;
  int32_t depth_;
  PackedPairs& packed_;
};

/// Layers whose weights share one scale need a tile's scales only once.
void drop_repeated_scales(PackedPairs& packed) {
  const auto period = packed.scales.begin() + kPairedScales;
  if (std::equal(period, packed.scales.end(), packed.scales.begin())) {
    packed.scales.erase(period, packed.scales.end());
    packed.scale_step = 0;
  } else {
    packed.scale_step = kPairedScales * int32_t{sizeof(int32_t)};
  }
}

}  // namespace

WindowOrder paired_order(const ConvShape& shape) {
  const int32_t elements =
      shape.kernel_height * shape.kernel_width * shape.group_input_channels();
  WindowOrder order(static_cast<size_t>(paired_depth(shape)), -1);
  for (int32_t place = 0; place < elements; ++place) {
    order[static_cast<size_t>(place)] = window_element(shape, place);
  }
  return order;
}

WindowOrder direct_order(const ConvShape& shape) {
  WindowOrder order;
  for (int32_t place = 0; place < direct_depth(shape); ++place) {
    order.push_back(direct_element(shape, place));
  }
  return order;
}

std::optional<PackedPairs> pack_pairs(const ConvConstants& constants,
                                      const std::vector<int32_t>& folded_bias,
                                      const WindowOrder& order) {
  const auto chosen = choose_form(constants, folded_bias);
  if (!chosen) {
    return std::nullopt;
  }
  const ConvShape& shape = constants.parameters.shape;
  constexpr uint32_t kFourTimes = 0x01010101;
  PackedPairs packed;
  packed.depth = static_cast<int32_t>(order.size());
  packed.channels = shape.group_output_channels();
  packed.form = *chosen;
  const OutputRange& range = constants.parameters.range;
  packed.low = static_cast<uint32_t>(range.low + 128) * kFourTimes;
  packed.high = static_cast<uint32_t>(range.high + 128) * kFourTimes;
  for (int32_t group = 0; group < shape.groups; ++group) {
    GroupPacker(constants, folded_bias, order, group * packed.channels, packed)
        .pack();
  }
  drop_repeated_scales(packed);
  return packed;
}

void interleave_tiles(PackedPairs& packed) {
  constexpr int32_t kStepBytes = 8;  // Of a tile, for two activations.
  const int32_t tile_bytes = paired_tile_bytes(packed.depth);
  const std::vector<int8_t> plain = packed.weights;
  auto to = packed.weights.begin();
  const auto move = [&](int32_t tile, int32_t at, int32_t bytes) {
    to = std::copy_n(plain.begin() + tile * tile_bytes + at, bytes, to);
  };
  const int32_t pairs = packed.channels / (2 * kPairedChannels);
  for (int32_t tile = 0; tile < 2 * pairs; tile += 2) {
    move(tile, 0, kPairedBiasBytes);
    move(tile + 1, 0, kPairedBiasBytes);
    for (int32_t at = kPairedBiasBytes; at < tile_bytes; at += kStepBytes) {
      move(tile, at, kStepBytes);
      move(tile + 1, at, kStepBytes);
    }
  }
}

void merge_scales(PackedPairs& packed, int32_t words) {
  const std::vector<int8_t> plain = std::move(packed.weights);
  packed.weights.clear();
  const auto append = [&](const int8_t* from, int32_t bytes) {
    packed.weights.insert(packed.weights.end(), from, from + bytes);
  };
  const int32_t tiles =
      (packed.channels + kPairedChannels - 1) / kPairedChannels;
  for (int32_t tile = 0; tile < tiles; ++tile) {
    append(&plain[static_cast<size_t>(tile * paired_tile_bytes(packed.depth))],
           kPairedBiasBytes + 8 * words);
    append(reinterpret_cast<const int8_t*>(packed.scales.data()) +
               tile * packed.scale_step,
           direct_scale_words(packed.lead) * int32_t{sizeof(int32_t)});
  }
  packed.depth = 2 * words;
  packed.scales.clear();
  packed.scale_step = 0;
}

void add_pair_fields(KernelCall& call, const PackedPairs& packed) {
  call.field("depth", packed.depth);
  call.field("channels", packed.channels);
  call.field("weights", FlashArray::of("weights", packed.weights));
  call.field("scales", packed.scales.empty()
                           ? Field::Value{}
                           : FlashArray::of("scales", packed.scales));
  call.field("scale_step", packed.scale_step);
  call.field("form", packed.form);
  call.field("low", int64_t{packed.low});
  call.field("high", int64_t{packed.high});
}

}  // namespace firefly
