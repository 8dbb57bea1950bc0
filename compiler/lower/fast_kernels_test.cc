// SPDX-License-Identifier: Apache-2.0
//
// Every kernel of kernels.inc that the host can compile equals the plain kernel
// bit for bit, with weights packed as lower() packs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "compiler/lower/pack_depthwise.h"
#include "compiler/lower/pack_pairs.h"
#include "compiler/lower/pack_weights.h"
#include "compiler/lower/pack_winograd.h"
#include "compiler/lower/testing/run_plain.h"
#include "isa/armv6m.h"
#include "isa/armv7em.h"
#include "isa/armv7em_depthwise.h"
#include "isa/armv7em_depthwise_taps.h"
#include "isa/armv7m.h"
#include "isa/portable.h"
#include "isa/rv32.h"
#include "kernels/conv2d_s8.inl"
#include "kernels/depthwise_conv2d_s8.inl"
#include "kernels/fully_connected_s8.h"
#include "kernels/paired_conv2d_s8.inl"
#include "kernels/paired_fully_connected_s8.h"
#include "kernels/winograd_conv2d_s8.inl"

namespace firefly {
namespace {

using ::testing::ElementsAreArray;
using testing::run_plain;

/// Extents around every tile, and primes.
constexpr int32_t kExtents[] = {1, 2, 3, 4, 5, 7, 8, 13, 16, 17};

class Generator {
 public:
  Generator(uint32_t seed, int32_t min_right_shift)
      : random_(seed), min_right_shift_(min_right_shift) {}

  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  int32_t extent() { return kExtents[between(0, std::ssize(kExtents) - 1)]; }
  std::vector<int8_t> bytes(int32_t count) {
    std::vector<int8_t> result(static_cast<size_t>(count));
    for (int8_t& value : result) {
      value = static_cast<int8_t>(between(-128, 127));
    }
    return result;
  }

  /// A window over an image, small enough for its margins to matter.
  ConvShape window() {
    ConvShape shape{};
    shape.batches = between(1, 2);
    shape.kernel_height = between(1, 4);
    shape.kernel_width = between(1, 4);
    shape.stride_h = between(1, 3);
    shape.stride_w = between(1, 3);
    shape.dilation_h = between(1, 2);
    shape.dilation_w = between(1, 2);
    shape.groups = 1;
    const int32_t reach_h = (shape.kernel_height - 1) * shape.dilation_h;
    const int32_t reach_w = (shape.kernel_width - 1) * shape.dilation_w;
    shape.margin_top = between(0, reach_h);
    shape.margin_left = between(0, reach_w);
    shape.output_height = between(1, 3);
    shape.output_width = between(1, 5);
    // As large as needed, less a margin at the far sides.
    const int32_t far_h = between(0, reach_h);
    const int32_t far_w = between(0, reach_w);
    shape.input_height =
        std::max(1, (shape.output_height - 1) * shape.stride_h + reach_h + 1 -
                        shape.margin_top - far_h);
    shape.input_width =
        std::max(1, (shape.output_width - 1) * shape.stride_w + reach_w + 1 -
                        shape.margin_left - far_w);
    return shape;
  }

  /// A matrix product as a convolution.
  ConvShape matrix() {
    ConvShape shape{};
    shape.batches = shape.input_height = shape.output_height = 1;
    shape.kernel_height = shape.kernel_width = shape.groups = 1;
    shape.stride_h = shape.stride_w = shape.dilation_h = shape.dilation_w = 1;
    shape.input_width = shape.output_width = between(1, 3);
    shape.input_channels = extent() * between(1, 9);
    shape.output_channels = extent();
    return shape;
  }

  ConvConstants constants(const ConvShape& shape) {
    ConvConstants result;
    result.parameters.shape = shape;
    result.parameters.input_zero_point = between(-128, 127);
    const int32_t low = between(-128, 0);
    result.parameters.range = {between(-128, 127), low, between(low, 127)};
    result.weights = bytes(shape.output_channels * shape.kernel_height *
                           shape.kernel_width * shape.group_input_channels());
    // Symmetric weights have no -128, and fast_isa() sees to it.
    std::replace(result.weights.begin(), result.weights.end(), int8_t{-128},
                 int8_t{-127});
    const bool has_bias = between(0, 3) != 0;
    for (int32_t channel = 0; channel < shape.output_channels; ++channel) {
      // Without a shift, with a common one, with one that shifts all out.
      const int32_t shifts[] = {
          -min_right_shift_, -1, -5, -7, -8, -9, -12, -31};
      result.parameters.multiplier.push_back(between(1 << 30, INT32_MAX));
      result.parameters.shift.push_back(shifts[between(0, 7)]);
      if (has_bias) {
        result.bias.push_back(between(-40000, 40000));
      }
    }
    return result;
  }

 private:
  std::mt19937 random_;
  int32_t min_right_shift_;
};

int32_t input_elems(const ConvShape& shape) {
  return shape.batches * shape.input_height * shape.input_row_elems();
}

/// Memory that a kernel may use exactly; the sanitizers see one byte more.
std::vector<uint64_t> scratch_of(int32_t bytes) {
  return std::vector<uint64_t>(static_cast<size_t>(bytes) / 8);
}

DotS8 dot_view(const PackedDot& packed, const OutputRange& range) {
  return {packed.depth,
          packed.channels,
          packed.weights.data(),
          packed.bias.data(),
          packed.multiplier.data(),
          packed.right_shift.data(),
          range};
}

template <class DeviceIsa>
void check_conv2d_s8(Isa isa, int32_t min_right_shift) {
  Generator generator(1, min_right_shift);
  for (int i = 0; i < 600; ++i) {
    ConvShape shape = generator.window();
    shape.groups = generator.between(0, 3) == 0 ? generator.between(1, 3) : 1;
    shape.input_channels = shape.groups * generator.extent();
    shape.output_channels = shape.groups * generator.extent();
    const ConvConstants constants = generator.constants(shape);
    const auto input = generator.bytes(input_elems(shape));
    const auto expected = run_plain(constants, input);

    const auto bias = fold_bias(constants);
    ASSERT_TRUE(bias.has_value());
    const DotTiles tiles = dot_tiles(isa);
    const PackedDot packed = pack_dot(constants, *bias, tiles);
    const Conv2dS8 layer{shape, constants.parameters.input_zero_point,
                         dot_view(packed, constants.parameters.range)};
    auto scratch = scratch_of(
        conv2d_s8_scratch_bytes(shape, tiles, sizeof(const int8_t*)));
    std::vector<int8_t> output(expected.size());
    conv2d_s8<DeviceIsa>(layer, input.data(), output.data(),
                         reinterpret_cast<uint8_t*>(scratch.data()));
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
}

template <class DeviceIsa>
void check_depthwise_conv2d_s8(Isa isa, int32_t min_right_shift) {
  Generator generator(2, min_right_shift);
  for (int i = 0; i < 600; ++i) {
    ConvShape shape = generator.window();
    shape.groups = generator.extent();
    shape.input_channels = shape.output_channels = shape.groups;
    const ConvConstants constants = generator.constants(shape);
    const auto input = generator.bytes(input_elems(shape));
    const auto expected = run_plain(constants, input);

    const auto bias = fold_bias(constants);
    ASSERT_TRUE(bias.has_value());
    const auto weights = pack_channels(constants, channel_tiles(isa));
    const auto shifts = right_shifts(constants.parameters);
    const DepthwiseConv2dS8 layer{shape,
                                  constants.parameters.input_zero_point,
                                  weights.data(),
                                  bias->data(),
                                  constants.parameters.multiplier.data(),
                                  shifts.data(),
                                  constants.parameters.range};
    auto scratch = scratch_of(depthwise_conv2d_s8_scratch_bytes(
        shape, channel_tiles(isa), sizeof(const int8_t*)));
    std::vector<int8_t> output(expected.size());
    depthwise_conv2d_s8<DeviceIsa>(layer, input.data(), output.data(),
                                   reinterpret_cast<uint8_t*>(scratch.data()));
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
}

template <class DeviceIsa>
void check_fully_connected_s8(Isa isa, int32_t min_right_shift) {
  Generator generator(3, min_right_shift);
  for (int i = 0; i < 300; ++i) {
    const ConvShape shape = generator.matrix();
    const ConvConstants constants = generator.constants(shape);
    const auto input = generator.bytes(input_elems(shape));
    const auto expected = run_plain(constants, input);

    const auto bias = fold_bias(constants);
    ASSERT_TRUE(bias.has_value());
    const DotTiles tiles = dot_tiles(isa);
    const PackedDot packed = pack_dot(constants, *bias, tiles);
    const FullyConnectedS8 layer{shape.input_width, shape.input_channels,
                                 dot_view(packed, constants.parameters.range)};
    auto scratch = scratch_of(
        fully_connected_s8_scratch_bytes(shape.input_channels, tiles));
    std::vector<int8_t> output(expected.size());
    fully_connected_s8<DeviceIsa>(layer, input.data(), output.data(),
                                  reinterpret_cast<uint8_t*>(scratch.data()));
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
}

/// Ranges and shifts of every form of a layer that can be paired.
std::pair<ConvConstants, PackedPairs> pairable_constants(
    Generator& generator, const ConvShape& shape) {
  for (;;) {
    ConvConstants constants = generator.constants(shape);
    const bool relu = generator.between(0, 1) == 0;
    if (relu) {
      constants.parameters.range = {-128, -128,
                                    generator.between(0, 1) == 0 ? 127 : 55};
    }
    const int32_t base = generator.between(relu ? -6 : 1, relu ? 15 : 20);
    const bool per_channel = generator.between(0, 2) != 0;
    for (int32_t& shift : constants.parameters.shift) {
      shift = -base;
      shift -= per_channel ? generator.between(0, 3) : 0;
    }
    if (!per_channel) {
      std::ranges::fill(constants.parameters.multiplier,
                        constants.parameters.multiplier.front());
    }
    const auto bias = fold_bias(constants);
    if (!bias) {
      continue;
    }
    if (auto packed = pack_pairs(constants, *bias, paired_order(shape))) {
      return {std::move(constants), std::move(*packed)};
    }
  }
}

PairedDotS8 pairs_view(const PackedPairs& packed) {
  return {packed.depth,         packed.channels,   packed.weights.data(),
          packed.scales.data(), packed.scale_step, packed.form,
          packed.low,           packed.high};
}

template <class DeviceIsa>
void check_paired_conv2d_s8(Isa /*isa*/, int32_t min_right_shift) {
  Generator generator(4, min_right_shift);
  for (int i = 0; i < 600; ++i) {
    ConvShape shape = generator.window();
    shape.groups = generator.between(0, 3) == 0 ? generator.between(1, 3) : 1;
    shape.input_channels = shape.groups * generator.extent();
    shape.output_channels = shape.groups * generator.extent();
    const bool is_wide = shape.groups == 1 && shape.output_channels >= 8 &&
                         generator.between(0, 1) == 0;
    shape.output_width = is_wide ? 1 : shape.output_width;
    auto [constants, packed] = pairable_constants(generator, shape);
    const auto input = generator.bytes(input_elems(shape));
    const auto expected = run_plain(constants, input);

    if (is_wide) {
      interleave_tiles(packed);
    }
    const int32_t strip_pairs =
        generator.between(is_wide || shape.output_width > 1 ? 1 : 0, 3);
    const PairedConv2dS8 layer{shape, strip_pairs,
                               constants.parameters.input_zero_point,
                               pairs_view(packed), /*plane_margin=*/0};
    auto scratch = scratch_of(paired_conv2d_s8_scratch_bytes(
        shape, strip_pairs, sizeof(const int8_t*)));
    std::vector<int8_t> output(expected.size());
    const auto run = is_wide ? paired_conv2d_s8<DeviceIsa, true>
                             : paired_conv2d_s8<DeviceIsa, false>;
    run(layer, input.data(), output.data(),
        reinterpret_cast<uint8_t*>(scratch.data()));
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
}

template <class DeviceIsa>
void check_paired_fully_connected_s8(Isa /*isa*/, int32_t min_right_shift) {
  Generator generator(5, min_right_shift);
  for (int i = 0; i < 300; ++i) {
    const ConvShape shape = generator.matrix();
    auto [constants, packed] = pairable_constants(generator, shape);
    const auto input = generator.bytes(input_elems(shape));
    const auto expected = run_plain(constants, input);

    const bool is_wide =
        shape.output_channels >= 8 && generator.between(0, 1) == 0;
    const bool is_twice = !is_wide && generator.between(0, 1) == 0;
    if (is_wide) {
      interleave_tiles(packed);
    }
    const PairedFullyConnectedS8 layer{shape.input_width, shape.input_channels,
                                       pairs_view(packed)};
    auto scratch = scratch_of(paired_fully_connected_s8_scratch_bytes(
        shape.input_channels, is_twice ? 2 : int32_t{is_wide}));
    std::vector<int8_t> output(expected.size());
    const auto run =
        is_wide    ? paired_fully_connected_s8<DeviceIsa, true>
        : is_twice ? paired_fully_connected_s8<DeviceIsa, false, PairedTimes<2>>
                   : paired_fully_connected_s8<DeviceIsa, false>;
    run(layer, input.data(), output.data(),
        reinterpret_cast<uint8_t*>(scratch.data()));
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
}

/// fold_bias(), for scales of 1 and above too.
std::vector<int32_t> folded(ConvConstants constants) {
  std::ranges::fill(constants.parameters.shift, -1);
  return fold_bias(constants).value();
}

/// Windows and activations as real networks have them, and odd ones.
ConvConstants depthwise_constants(Generator& generator) {
  ConvShape shape = generator.window();
  shape.groups = generator.between(4, 13);
  shape.input_channels = shape.output_channels = shape.groups;
  shape.kernel_height = generator.between(1, 9);
  shape.kernel_width = generator.between(0, 1) == 0 ? 3 : shape.kernel_width;
  shape.dilation_w = generator.between(0, 3) == 0 ? 2 : 1;
  shape.output_width = generator.between(3, 27);
  const int32_t reach = (shape.kernel_width - 1) * shape.dilation_w;
  shape.margin_left = std::min(shape.margin_left, reach);
  shape.margin_top = std::min(shape.margin_top, shape.kernel_height - 1);
  shape.input_width =
      std::max(1, (shape.output_width - 1) * shape.stride_w + reach + 1 -
                      shape.margin_left - generator.between(0, reach));
  ConvConstants constants = generator.constants(shape);
  if (generator.between(0, 2) != 0) {
    constants.parameters.range = {-128, -128, 127};
    // Scales of 1 and above, as far as the weights' width allows.
    constants.parameters.shift[0] = generator.between(-2, 6);
  }
  return constants;
}

TEST(DepthwiseColumns, EqualsPlain) {
  Generator generator(4, armv7em::kMinRightShift);
  int packed_layers = 0;
  for (int i = 0; i < 1500; ++i) {
    const ConvConstants constants = depthwise_constants(generator);
    const ConvShape& shape = constants.parameters.shape;
    const auto input = generator.bytes(input_elems(shape));
    const auto expected = run_plain(constants, input);

    const auto packed = pack_columns(constants, folded(constants));
    if (!packed) {
      continue;
    }
    ++packed_layers;
    const DepthwiseColumnsS8 layer{shape,
                                   packed->layout,
                                   constants.parameters.input_zero_point,
                                   packed->rectified,
                                   constants.parameters.range,
                                   packed->stream.data()};
    auto scratch = scratch_of(depthwise_columns_s8_scratch_bytes(
        shape, packed->layout, sizeof(const int8_t*)));
    std::vector<int8_t> output(expected.size());
    armv7em::depthwise_columns_s8(layer, input.data(), output.data(),
                                  reinterpret_cast<uint8_t*>(scratch.data()));
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
  EXPECT_GT(packed_layers, 1000);
}

TEST(DepthwiseTaps, EqualsPlain) {
  Generator generator(5, armv7em::kMinRightShift);
  int packed_layers = 0;
  for (int i = 0; i < 600; ++i) {
    const ConvConstants constants = depthwise_constants(generator);
    const ConvShape& shape = constants.parameters.shape;
    const auto input = generator.bytes(input_elems(shape));
    const auto expected = run_plain(constants, input);

    const auto packed = pack_taps(constants, folded(constants));
    if (!packed) {
      continue;
    }
    ++packed_layers;
    const DepthwiseTapsS8 layer{shape, constants.parameters.input_zero_point,
                                packed->rectified, constants.parameters.range,
                                packed->stream.data()};
    auto scratch = scratch_of(
        depthwise_taps_s8_scratch_bytes(shape, sizeof(const int8_t*)));
    std::vector<int8_t> output(expected.size());
    armv7em::depthwise_taps_s8(layer, input.data(), output.data(),
                               reinterpret_cast<uint8_t*>(scratch.data()));
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
  EXPECT_GT(packed_layers, 400);
}

/// Constants of every form that the Winograd kernel takes.
std::pair<ConvConstants, PackedWinograd> winograd_constants(
    Generator& generator, const ConvShape& shape) {
  ConvConstants constants = generator.constants(shape);
  // Half of them clamp negative results away.
  OutputRange& range = constants.parameters.range;
  range.low = generator.between(0, 1) == 0 ? range.zero_point : range.low;
  range.high = std::max(range.low, generator.between(0, 127));
  std::ranges::fill(constants.parameters.shift, -14);
  const auto bias = fold_bias(constants);
  for (size_t channel = 0; channel < bias->size(); ++channel) {
    // The largest scale that the sums allow, and smaller ones.
    const int64_t sum = largest_sum(constants, (*bias)[channel], channel);
    int32_t least = -6;
    for (; sum >= int64_t{1} << (14 + least); ++least) {
    }
    constants.parameters.shift[channel] =
        -std::min(least + generator.between(0, 3), 14);
  }
  auto packed = pack_winograd(constants, *bias);
  return {std::move(constants), std::move(*packed)};
}

template <class DeviceIsa>
void check_winograd_conv2d_s8(Isa /*isa*/, int32_t min_right_shift) {
  Generator generator(6, min_right_shift);
  for (int i = 0; i < 600; ++i) {
    ConvShape shape = generator.window();
    shape.kernel_height = shape.kernel_width = 3;
    shape.stride_h = shape.stride_w = 1;
    shape.dilation_h = shape.dilation_w = 1;
    shape.margin_top = generator.between(0, 2);
    shape.margin_left = generator.between(0, 2);
    shape.output_width = generator.between(1, 19);
    shape.input_height = generator.between(1, shape.output_height + 2);
    shape.input_width = std::max(1, shape.output_width + 2 - shape.margin_left -
                                        generator.between(0, 2));
    shape.input_channels = generator.extent();
    shape.output_channels = generator.extent();
    const auto [constants, packed] = winograd_constants(generator, shape);
    const auto input = generator.bytes(input_elems(shape));
    const auto expected = run_plain(constants, input);

    const ConvParameters& parameters = constants.parameters;
    const WinogradConv2dS8 layer{
        shape,
        parameters.input_zero_point,
        {packed.depth, packed.channels, packed.weights.data(),
         packed.scales.data(), packed.nudges},
        parameters.range.low,
        parameters.range.high};
    auto scratch = scratch_of(winograd_conv2d_s8_row_scratch_bytes(shape));
    std::vector<int8_t> output(expected.size());
    const int8_t* rows[3];
    for_each_row(shape, input.data(), output.data(), rows,
                 [&](const int8_t* const* window, int8_t* row) {
                   winograd_conv2d_s8_row<DeviceIsa>(
                       layer, window, row,
                       reinterpret_cast<uint8_t*>(scratch.data()));
                 });
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
}

// Kernels that only the target can compile are compared there, by `firefly
// verify`.
#define FIREFLY_TEST_ANY(op, types, isa)                                  \
  TEST(FastKernel, op##_##types##_##isa##_EqualsPlain) {                  \
    check_##op##_##types<isa::Isa>(*find_isa(#isa), isa::kMinRightShift); \
  }
#define FIREFLY_TEST_DEVICE(op, types, isa)
#define FIREFLY_TEST_any FIREFLY_TEST_ANY
#define FIREFLY_TEST_device FIREFLY_TEST_DEVICE
#define FIREFLY_KERNEL_ROW(op, types, isa, where) \
  FIREFLY_TEST_##where(op, types, isa)
#include "kernels/kernels.inc"
#undef FIREFLY_KERNEL_ROW

}  // namespace
}  // namespace firefly
