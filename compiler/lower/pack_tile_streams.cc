// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_tile_streams.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "isa/mve_quad_tiles.h"

namespace firefly {
namespace {

constexpr int32_t kTileChannels = 4;
constexpr int32_t kDepthwiseTileChannels = 8;
constexpr int32_t kStepProducts = 16;

void append_word(std::vector<int8_t>& stream, int32_t value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  for (int shift = 0; shift < 32; shift += 8) {
    stream.push_back(static_cast<int8_t>(bits >> shift));
  }
}

/// One group's channels as the kernel meets them: overlapping tiles.
std::vector<int32_t> tiled_channels(int32_t channels) {
  std::vector<int32_t> result;
  for (int32_t first = 0; first < channels; first += kTileChannels) {
    const int32_t start =
        std::max(std::min(first, channels - kTileChannels), 0);
    for (int32_t c = start; c < start + kTileChannels; ++c) {
      result.push_back(std::min(c, channels - 1));
    }
  }
  return result;
}

/// A channel's weights with the padding of its depth.
std::vector<int8_t> padded_weights(const ConvConstants& constants,
                                   size_t channel) {
  const ConvShape& shape = constants.parameters.shape;
  const int32_t depth =
      shape.kernel_height * shape.kernel_width * shape.group_input_channels();
  const bool by_row = mve::reads_rows_in_place(shape);
  const int32_t row = by_row ? mve::window_row_bytes(shape) : depth;
  const int32_t padded_row = by_row ? round_up(row, kStepProducts) : depth;
  std::vector<int8_t> result(static_cast<size_t>(mve::conv_depth(shape)));
  for (int32_t k = 0; k < depth; ++k) {
    result[static_cast<size_t>(k / row * padded_row + k % row)] =
        constants.weights[channel * static_cast<size_t>(depth) +
                          static_cast<size_t>(k)];
  }
  return result;
}

/// What a row of the window adds to a channel's sum where it is a margin.
int32_t margin_share(const ConvConstants& constants, int32_t channel,
                     int32_t row) {
  const ConvShape& shape = constants.parameters.shape;
  const int32_t elems = shape.kernel_width * shape.input_channels;
  const auto first =
      constants.weights.begin() + (channel * shape.kernel_height + row) * elems;
  return constants.parameters.input_zero_point *
         std::accumulate(first, first + elems, 0);
}

/// Of has_margin_biases(): DotS8::bias.
std::vector<int32_t> margin_biases(const ConvConstants& constants,
                                   const std::vector<int32_t>& folded_bias) {
  const ConvShape& shape = constants.parameters.shape;
  std::vector<int32_t> result;
  for (int32_t tile = shape.output_channels - kTileChannels; tile >= 0;
       tile -= kTileChannels) {
    for (const int32_t row : {0, shape.kernel_height - 1}) {
      for (int32_t c = tile; c < tile + kTileChannels; ++c) {
        result.push_back(folded_bias[static_cast<size_t>(c)] +
                         margin_share(constants, c, row));
      }
    }
  }
  return result;
}

/// The columns of a window in the order in which quads use them.
std::array<int32_t, mve::kQuadTaps> quad_taps(const ConvShape& shape) {
  return shape.stride_w == 1 ? std::array{0, 1, 2} : std::array{0, 2, 1};
}

/// The weights of two channels from `first` on as quads use them.
void append_quad_weights(const ConvConstants& constants, int32_t first,
                         std::vector<int8_t>& stream) {
  const ConvShape& shape = constants.parameters.shape;
  for (int32_t ky = 0; ky < shape.kernel_height; ++ky) {
    for (int32_t k = 0; k < shape.input_channels; k += kStepProducts) {
      for (const int32_t kx : quad_taps(shape)) {
        for (int32_t c = first; c < first + mve::kQuadChannels; ++c) {
          const int32_t tap =
              (c * shape.kernel_height + ky) * shape.kernel_width + kx;
          const auto from =
              constants.weights.begin() + tap * shape.input_channels + k;
          stream.insert(stream.end(), from, from + kStepProducts);
        }
      }
    }
  }
}

/// The first channels of a depthwise convolution's tiles: of what 16 channels
/// leave over, tiles end where the channels end.
std::vector<int32_t> depthwise_tile_starts(int32_t channels) {
  if (channels <= kDepthwiseTileChannels) {
    return {0};
  }
  const int32_t whole = channels / 16 * 16;
  const int32_t left = round_up(channels - whole, kDepthwiseTileChannels);
  std::vector<int32_t> result;
  for (int32_t first = 0; first < whole; first += kDepthwiseTileChannels) {
    result.push_back(first);
  }
  for (int32_t first = channels - left; first < channels;
       first += kDepthwiseTileChannels) {
    result.push_back(std::max(first, 0));
  }
  return result;
}

/// 16 weights of a channel: four words of the window, each of four rows. The
/// words go column by column, then group of rows by group. Channels and taps
/// that do not exist have weights of zero.
void append_chunk(const ConvConstants& constants, int32_t channel,
                  int32_t chunk, std::vector<int8_t>& stream) {
  const ConvShape& shape = constants.parameters.shape;
  const int32_t groups = mve::depthwise_tiles(shape).row_groups;
  for (int32_t lane = 0; lane < kStepProducts; ++lane) {
    const int32_t word = 4 * chunk + lane / 4;
    const int32_t kx = word / groups;
    const int32_t ky = word % groups * 4 + lane % 4;
    const bool exists = channel < shape.output_channels &&
                        kx < shape.kernel_width && ky < shape.kernel_height;
    const int32_t tap =
        (channel * shape.kernel_height + ky) * shape.kernel_width + kx;
    stream.push_back(exists ? constants.weights[static_cast<size_t>(tap)]
                            : int8_t{0});
  }
}

}  // namespace

PackedDot pack_tile_streams(const ConvConstants& constants,
                            const std::vector<int32_t>& folded_bias) {
  const ConvParameters& parameters = constants.parameters;
  PackedDot packed;
  packed.depth = mve::conv_depth(parameters.shape);
  packed.channels = parameters.shape.group_output_channels();
  const std::vector<int32_t> order = tiled_channels(packed.channels);
  std::vector<int8_t>& stream = packed.weights;
  for (int32_t group = 0; group < parameters.shape.groups; ++group) {
    for (size_t i = 0; i < order.size(); i += kTileChannels) {
      const auto for_tile = [&](const auto& append) {
        for (size_t c = i; c < i + kTileChannels; ++c) {
          append(static_cast<size_t>(group * packed.channels + order[c]));
        }
      };
      std::vector<std::vector<int8_t>> weights;
      for_tile([&](size_t c) {
        append_word(stream, folded_bias[c]);
        weights.push_back(padded_weights(constants, c));
      });
      for (int32_t k = 0; k < packed.depth; k += kStepProducts) {
        for (const std::vector<int8_t>& of_channel : weights) {
          stream.insert(stream.end(), of_channel.begin() + k,
                        of_channel.begin() + k + kStepProducts);
        }
      }
      for_tile(
          [&](size_t c) { append_word(stream, parameters.multiplier[c]); });
      for_tile([&](size_t c) {
        stream.push_back(static_cast<int8_t>(parameters.shift[c]));
      });
    }
  }
  packed.right_shift = stream_right_shifts(parameters);
  if (mve::has_margin_biases(parameters.shape)) {
    packed.bias = margin_biases(constants, folded_bias);
  }
  return packed;
}

PackedDot pack_quad_streams(const ConvConstants& constants,
                            const std::vector<int32_t>& folded_bias) {
  const ConvParameters& parameters = constants.parameters;
  const ConvShape& shape = parameters.shape;
  PackedDot packed;
  packed.depth =
      shape.kernel_height * shape.kernel_width * shape.input_channels;
  packed.channels = shape.output_channels;
  for (int32_t c = 0; c < packed.channels; c += mve::kQuadChannels) {
    append_quad_weights(constants, c, packed.weights);
    for (const auto* words : {&parameters.multiplier, &parameters.shift}) {
      append_word(packed.weights, (*words)[static_cast<size_t>(c)]);
      append_word(packed.weights, (*words)[static_cast<size_t>(c) + 1]);
    }
  }
  packed.bias = folded_bias;
  if (mve::has_quad_margin_biases(shape)) {
    for (const int32_t row : {0, shape.kernel_height - 1}) {
      for (int32_t c = 0; c < packed.channels; ++c) {
        packed.bias.push_back(folded_bias[static_cast<size_t>(c)] +
                              margin_share(constants, c, row));
      }
    }
  }
  return packed;
}

std::vector<int8_t> pack_channel_streams(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias) {
  const ConvParameters& parameters = constants.parameters;
  const int32_t chunks = mve::depthwise_tiles(parameters.shape).chunks;
  std::vector<int8_t> stream;
  for (const int32_t first :
       depthwise_tile_starts(parameters.shape.output_channels)) {
    // Even channels, then odd ones.
    const auto for_halves = [&](const auto& append) {
      for (int32_t odd = 0; odd < 2; ++odd) {
        for (int32_t c = odd; c < kDepthwiseTileChannels; c += 2) {
          append(static_cast<size_t>(
              std::min(first + c, parameters.shape.output_channels - 1)));
        }
      }
    };
    for_halves([&](size_t c) { append_word(stream, folded_bias[c]); });
    for (int32_t chunk = 0; chunk < chunks; ++chunk) {
      for (int32_t c = first; c < first + kDepthwiseTileChannels; ++c) {
        append_chunk(constants, c, chunk, stream);
      }
    }
    for_halves(
        [&](size_t c) { append_word(stream, parameters.multiplier[c]); });
    for_halves([&](size_t c) {
      stream.push_back(static_cast<int8_t>(parameters.shift[c]));
    });
  }
  return stream;
}

std::vector<int8_t> stream_right_shifts(const ConvParameters& parameters) {
  const bool shifts_left = std::ranges::any_of(
      parameters.shift, [](int32_t shift) { return shift > 0; });
  return shifts_left ? right_shifts(parameters) : std::vector<int8_t>();
}

}  // namespace firefly
