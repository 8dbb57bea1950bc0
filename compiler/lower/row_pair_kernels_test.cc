// SPDX-License-Identifier: Apache-2.0
//
// Kernels that make two rows a call: image by image, they equal the plain
// kernel bit for bit, odd heights included.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "compiler/lower/pack_pairs.h"
#include "compiler/lower/pack_winograd.h"
#include "compiler/lower/testing/run_plain.h"
#include "isa/armv7em.h"
#include "kernels/paired_conv2d_s8.inl"
#include "kernels/winograd_phases_s8.inl"
#include "kernels/winograd_two_rows_s8.inl"

namespace firefly {
namespace {

using ::testing::ElementsAreArray;
using testing::run_plain;

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  bool one_in(int32_t n) { return between(1, n) == 1; }
  std::vector<int8_t> bytes(int32_t count, int32_t least = -128) {
    std::vector<int8_t> result(static_cast<size_t>(count));
    for (int8_t& value : result) {
      value = static_cast<int8_t>(one_in(8) ? (one_in(2) ? least : 127)
                                            : between(least, 127));
    }
    return result;
  }

  /// A window of some rows and columns, with margins on all sides.
  ConvShape window(int32_t height, int32_t width) {
    ConvShape shape{};
    shape.batches = shape.groups = shape.dilation_h = shape.dilation_w = 1;
    shape.stride_h = shape.stride_w = 1;
    shape.kernel_height = height;
    shape.kernel_width = width;
    shape.input_height = between(std::max(1, height - 1), 9);
    shape.input_width = between(std::max(1, width - 1), 19);
    shape.margin_top = between(0, height - 1);
    shape.margin_left = between(0, width - 1);
    shape.input_channels = one_in(2) ? 4 * between(1, 5) : between(1, 11);
    shape.output_channels = between(1, 13);
    return shape;
  }

  ConvConstants constants(const ConvShape& shape) {
    ConvConstants result;
    result.parameters.shape = shape;
    result.parameters.input_zero_point = between(-128, 127);
    result.weights = bytes(shape.output_channels * shape.kernel_height *
                               shape.kernel_width * shape.input_channels,
                           -127);
    for (int32_t channel = 0; channel < shape.output_channels; ++channel) {
      result.parameters.multiplier.push_back(between(1 << 30, INT32_MAX));
      result.parameters.shift.push_back(-between(6, 9));
      result.bias.push_back(between(-40000, 40000));
    }
    OutputRange& range = result.parameters.range;
    range.zero_point = one_in(2) ? -128 : between(-128, 127);
    range.low = one_in(2) ? range.zero_point : -128;
    range.high = one_in(2) ? 127 : between(range.low, 127);
    return result;
  }

 private:
  std::mt19937 random_;
};

/// Calls `kernel(rows, output, count)` for two rows at a time, as the emitted
/// code does.
template <class Kernel>
std::vector<int8_t> run_pairs(const ConvShape& shape,
                              const std::vector<int8_t>& input,
                              const Kernel& kernel) {
  const int32_t row = shape.output_row_elems();
  std::vector<int8_t> output(static_cast<size_t>(shape.output_height * row));
  for (int32_t y = 0; y < shape.output_height; y += 2) {
    std::vector<const int8_t*> rows;
    for (int32_t k = 0; k < shape.kernel_height + shape.stride_h; ++k) {
      const int32_t at = y * shape.stride_h - shape.margin_top + k;
      const bool is_margin = at < 0 || at >= shape.input_height;
      rows.push_back(
          is_margin
              ? nullptr
              : &input[static_cast<size_t>(at * shape.input_row_elems())]);
    }
    kernel(rows.data(), &output[static_cast<size_t>(y * row)],
           std::min(2, shape.output_height - y));
  }
  return output;
}

/// As many outputs as fit, with some margin behind.
void set_outputs(ConvShape& shape, Generator& generator) {
  const auto outputs = [&](int32_t input, int32_t kernel, int32_t margin,
                           int32_t stride) {
    const int32_t behind = generator.between(0, kernel - 1);
    return std::max(0, input + margin + behind - kernel) / stride + 1;
  };
  shape.output_height = outputs(shape.input_height, shape.kernel_height,
                                shape.margin_top, shape.stride_h);
  shape.output_width = outputs(shape.input_width, shape.kernel_width,
                               shape.margin_left, shape.stride_w);
}

TEST(RowPairs, PairTheLastPixelsOfOddRows) {
  Generator generator(1);
  int odd = 0;
  for (int i = 0; i < 400; ++i) {
    ConvShape shape =
        generator.window(generator.between(1, 4), generator.between(1, 4));
    shape.stride_h = generator.between(1, 2);
    shape.stride_w = generator.between(1, 2);
    set_outputs(shape, generator);
    const ConvConstants constants = generator.constants(shape);
    const auto packed = pack_pairs(constants, fold_bias(constants).value(),
                                   paired_order(shape));
    if (!packed || shape.output_width % 2 == 0) {
      continue;
    }
    ++odd;
    const int32_t strip_pairs =
        generator.between(shape.output_width > 1 ? 1 : 0, 3);
    const PairedConv2dS8 layer{
        shape,
        strip_pairs,
        constants.parameters.input_zero_point,
        {packed->depth, packed->channels, packed->weights.data(),
         packed->scales.data(), packed->scale_step, packed->form, packed->low,
         packed->high},
        /*plane_bytes=*/0};
    std::vector<uint64_t> scratch(
        static_cast<size_t>(
            paired_conv2d_s8_row_scratch_bytes(shape, strip_pairs, 2)) /
        8);
    const auto input =
        generator.bytes(shape.input_height * shape.input_row_elems());
    const auto output =
        run_pairs(shape, input,
                  [&](const int8_t* const* rows, int8_t* to, int32_t count) {
                    paired_conv2d_s8_two_rows<armv7em::Isa>(
                        layer, rows, to,
                        reinterpret_cast<uint8_t*>(scratch.data()), count);
                  });
    ASSERT_THAT(output, ElementsAreArray(run_plain(constants, input)))
        << "case " << i;
  }
  EXPECT_GT(odd, 100);
}

/// Layers of a stride on one of the Winograd kernels, with the largest scales
/// that sums and kernel allow, and smaller ones.
template <class Pack, class Kernel>
void check_winograd(uint32_t seed, int32_t stride, int32_t largest_shift,
                    int32_t (*scratch_bytes)(const ConvShape&),
                    const Pack& pack, const Kernel& kernel) {
  Generator generator(seed);
  for (int i = 0; i < 400; ++i) {
    ConvShape shape = generator.window(3, 3);
    shape.stride_h = shape.stride_w = stride;
    set_outputs(shape, generator);
    ConvConstants constants = generator.constants(shape);
    const auto bias = fold_bias(constants).value();
    for (size_t channel = 0; channel < bias.size(); ++channel) {
      const int64_t sum = largest_sum(constants, bias[channel], channel);
      int32_t least = -6;
      for (; sum >= int64_t{1} << (14 + least); ++least) {
      }
      constants.parameters.shift[channel] =
          -std::min(least + generator.between(0, 3), largest_shift);
    }
    const auto packed = pack(constants, bias);
    ASSERT_TRUE(packed.has_value());
    const ConvParameters& parameters = constants.parameters;
    const WinogradConv2dS8 layer{
        shape,
        parameters.input_zero_point,
        {packed->depth, packed->channels, packed->weights.data(),
         packed->scales.data(), packed->nudges},
        parameters.range.low,
        parameters.range.high};
    std::vector<uint64_t> scratch(static_cast<size_t>(scratch_bytes(shape)) /
                                  8);
    const auto input =
        generator.bytes(shape.input_height * shape.input_row_elems());
    const auto output =
        run_pairs(shape, input,
                  [&](const int8_t* const* rows, int8_t* to, int32_t count) {
                    kernel(layer, rows, to,
                           reinterpret_cast<uint8_t*>(scratch.data()), count);
                  });
    ASSERT_THAT(output, ElementsAreArray(run_plain(constants, input)))
        << "case " << i;
  }
}

TEST(RowPairs, AreExactInAThirdOfTheProducts) {
  check_winograd(2, 1, 13, winograd_two_rows_scratch_bytes,
                 pack_winograd_two_rows, [](const auto&... arguments) {
                   winograd_two_rows_s8<armv7em::Isa>(arguments...);
                 });
}

TEST(RowPairs, AreExactInPhases) {
  check_winograd(3, 2, 14, winograd_phases_scratch_bytes, pack_winograd_phases,
                 [](const auto&... arguments) {
                   winograd_phases_s8<armv7em::Isa>(arguments...);
                 });
}

}  // namespace
}  // namespace firefly
