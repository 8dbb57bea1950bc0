// SPDX-License-Identifier: Apache-2.0
//
// Rows of planes: what a convolution writes is its int8 output laid out anew,
// and what a depthwise convolution makes of them is what the plain kernel makes
// of int8.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "compiler/lower/pack_pairs.h"
#include "compiler/lower/pack_planes.h"
#include "isa/armv7em.h"
#include "isa/armv7em_depthwise_planes.h"
#include "kernels/direct_conv2d_s8.inl"
#include "kernels/paired_conv2d_s8.inl"
#include "kernels/plane_rows.h"

namespace firefly {
namespace {

using armv7em::PlaneWindows;
using ::testing::ElementsAreArray;

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  std::vector<int8_t> bytes(int32_t count, int32_t least = -128) {
    std::vector<int8_t> result(static_cast<size_t>(count));
    for (int8_t& value : result) {
      value = static_cast<int8_t>(between(least, 127));
    }
    return result;
  }
  /// With a ReLU, zero points of -128 and right shifts around `right_shift`.
  ConvConstants constants(const ConvShape& shape, int32_t right_shift) {
    ConvConstants result;
    result.parameters.shape = shape;
    result.parameters.input_zero_point = -128;
    result.parameters.range = {-128, -128, 127};
    result.weights =
        bytes(shape.output_channels * shape.kernel_height * shape.kernel_width *
                  shape.group_input_channels(),
              -127);
    for (int32_t channel = 0; channel < shape.output_channels; ++channel) {
      result.parameters.multiplier.push_back(between(1 << 30, INT32_MAX));
      result.parameters.shift.push_back(-right_shift + between(-1, 1));
      result.bias.push_back(between(-40000, 40000));
    }
    return result;
  }

 private:
  std::mt19937 random_;
};

std::vector<int8_t> run_plain(const ConvConstants& constants,
                              const std::vector<int8_t>& input) {
  const ConvShape& shape = constants.parameters.shape;
  std::vector<int8_t> output(
      static_cast<size_t>(shape.output_height * shape.output_row_elems()));
  conv2d(layer_view<ConvTypes<int8_t, int8_t, int32_t>>(
             constants.parameters, constants.weights, constants.bias),
         input.data(), output.data());
  return output;
}

/// A row of planes, spelt out.
std::vector<int8_t> planes_of(const int8_t* row, int32_t width,
                              int32_t channels) {
  std::vector<int8_t> planes(
      static_cast<size_t>(plane_row_bytes(width, channels)));
  for (int32_t channel = 0; channel < channels; ++channel) {
    for (int32_t x = 0; x < width; ++x) {
      const int32_t at =
          kPlaneRowStartBytes + channel * plane_bytes(width) + 2 * x;
      planes[static_cast<size_t>(at)] =
          static_cast<int8_t>(row[x * channels + channel] + 128);
    }
  }
  return planes;
}

/// A window of 3x3 that suits planes.
ConvShape window(Generator& generator) {
  ConvShape shape{};
  shape.batches = 1;
  shape.kernel_height = shape.kernel_width = 3;
  shape.stride_h = generator.between(1, 3);
  shape.stride_w = generator.between(1, 2);
  shape.dilation_h = generator.between(1, 2);
  shape.dilation_w = 1;
  shape.margin_top = generator.between(0, shape.dilation_h);
  shape.margin_left = generator.between(0, 1);
  shape.output_height = generator.between(1, 4);
  shape.output_width = generator.between(3, 27);
  shape.input_height = (shape.output_height - 1) * shape.stride_h +
                       2 * shape.dilation_h + 1 - shape.margin_top -
                       generator.between(0, shape.dilation_h);
  shape.input_width = (shape.output_width - 1) * shape.stride_w + 3 -
                      shape.margin_left - generator.between(0, 1);
  shape.input_channels = shape.output_channels = shape.groups =
      generator.between(1, 9);
  return shape;
}

void run_row(const DepthwisePlanesS8& layer, const int8_t* const* rows,
             int8_t* output) {
  const ConvShape& shape = layer.shape;
  const bool whole = shape.margin_left == 0;
  if (shape.stride_w == 2) {
    whole ? armv7em::depthwise_planes_s8_row<2, PlaneWindows::kWhole>(
                layer, rows, output)
          : armv7em::depthwise_planes_s8_row<2, PlaneWindows::kStraddling>(
                layer, rows, output);
  } else if (whole) {
    armv7em::depthwise_planes_s8_row<1, PlaneWindows::kWhole>(layer, rows,
                                                              output);
  } else if (shape.output_width == shape.input_width &&
             shape.output_width <= DepthwisePlanesS8::kMaxTile) {
    armv7em::depthwise_planes_s8_row<1, PlaneWindows::kRow>(layer, rows,
                                                            output);
  } else {
    armv7em::depthwise_planes_s8_row<1, PlaneWindows::kStraddling>(layer, rows,
                                                                   output);
  }
}

TEST(DepthwisePlanes, EqualsPlain) {
  Generator generator(1);
  int packed = 0;
  for (int i = 0; i < 1500; ++i) {
    const ConvShape shape = window(generator);
    ConvConstants constants =
        generator.constants(shape, generator.between(3, 15));
    if (i % 5 == 0) {
      constants.bias.clear();
    }
    const auto stream = pack_planes(constants);
    if (!stream) {
      continue;
    }
    ++packed;
    const auto input =
        generator.bytes(shape.input_height * shape.input_row_elems());
    std::vector<std::vector<int8_t>> planes;
    for (int32_t y = 0; y < shape.input_height; ++y) {
      planes.push_back(
          planes_of(&input[static_cast<size_t>(y * shape.input_row_elems())],
                    shape.input_width, shape.input_channels));
    }
    const DepthwisePlanesS8 layer{shape, stream->data()};
    const auto expected = run_plain(constants, input);
    std::vector<int8_t> output(expected.size());
    for (int32_t y = 0; y < shape.output_height; ++y) {
      const int8_t* rows[3];
      for (int32_t k = 0; k < 3; ++k) {
        const int32_t at =
            y * shape.stride_h - shape.margin_top + k * shape.dilation_h;
        rows[k] = at < 0 || at >= shape.input_height
                      ? nullptr
                      : planes[static_cast<size_t>(at)].data();
      }
      run_row(layer, rows,
              &output[static_cast<size_t>(y * shape.output_row_elems())]);
    }
    ASSERT_THAT(output, ElementsAreArray(expected)) << "case " << i;
  }
  EXPECT_GT(packed, 1000);
}

TEST(PackPlanes, RefusesWhatTheKernelCanNotDo) {
  Generator generator(2);
  ConvShape shape = window(generator);
  shape.stride_w = 1;
  shape.margin_left = 1;
  shape.input_width = shape.output_width;
  const ConvConstants fine = generator.constants(shape, 7);
  EXPECT_TRUE(pack_planes(fine).has_value());
  const auto refuses = [&](auto change) {
    ConvConstants changed = fine;
    change(changed.parameters);
    return !pack_planes(changed).has_value();
  };
  using P = ConvParameters;
  EXPECT_TRUE(refuses([](P& p) { p.input_zero_point = -127; }));
  EXPECT_TRUE(refuses([](P& p) { p.range.zero_point = 0; }));
  EXPECT_TRUE(refuses([](P& p) { p.range.high = 126; }));
  EXPECT_TRUE(refuses([](P& p) { p.shift[0] = 1; })) << "weights of 19 bits";
  EXPECT_TRUE(refuses([](P& p) { p.shape.batches = 2; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.kernel_width = 2; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.stride_w = 3; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.dilation_w = 2; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.margin_left = 2; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.input_width -= 1; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.output_width = 2; }));
  EXPECT_TRUE(
      refuses([](P& p) { p.shape.margin_top = p.shape.dilation_h + 1; }));
}

TEST(PairedConv2d, WritesPlanes) {
  Generator generator(3);
  int packed = 0;
  for (int i = 0; i < 300; ++i) {
    ConvShape shape{};
    shape.batches = shape.groups = shape.kernel_height = 1;
    shape.stride_h = shape.stride_w = shape.dilation_h = shape.dilation_w = 1;
    shape.kernel_width = generator.between(1, 3);
    shape.margin_left = shape.kernel_width / 2;
    shape.input_height = shape.output_height = generator.between(1, 3);
    shape.input_width = shape.output_width = generator.between(1, 9);
    shape.input_channels = generator.between(1, 9);
    shape.output_channels = generator.between(1, 13);
    ConvConstants constants =
        generator.constants(shape, generator.between(4, 12));
    const auto pairs = pack_pairs(constants, fold_bias(constants).value(),
                                  paired_order(shape));
    if (!pairs || pairs->form != paired_form::kRelu) {
      continue;
    }
    ++packed;
    const auto input =
        generator.bytes(shape.input_height * shape.input_row_elems());
    const auto expected = run_plain(constants, input);
    const int32_t strip_pairs = generator.between(1, 3);
    const PairedConv2dS8 layer{
        shape,
        strip_pairs,
        constants.parameters.input_zero_point,
        {pairs->depth, pairs->channels, pairs->weights.data(),
         pairs->scales.data(), pairs->scale_step, paired_form::kPlanes,
         pairs->low, pairs->high},
        plane_bytes(shape.output_width)};
    std::vector<uint64_t> scratch(
        static_cast<size_t>(
            paired_conv2d_s8_row_scratch_bytes(shape, strip_pairs)) /
        8);
    for (int32_t y = 0; y < shape.output_height; ++y) {
      std::vector<int8_t> output(
          static_cast<size_t>(
              plane_row_bytes(shape.output_width, shape.output_channels)),
          int8_t{99});
      const int8_t* const rows[] = {
          &input[static_cast<size_t>(y * shape.input_row_elems())]};
      paired_conv2d_s8_row<armv7em::Isa, false>(
          layer, rows, output.data(),
          reinterpret_cast<uint8_t*>(scratch.data()));
      const auto row = static_cast<size_t>(y * shape.output_row_elems());
      ASSERT_THAT(output,
                  ElementsAreArray(planes_of(&expected[row], shape.output_width,
                                             shape.output_channels)))
          << "case " << i;
    }
  }
  EXPECT_GT(packed, 200);
}

/// A convolution whose windows are read from rows, at any margins, as int8 and
/// as planes.
template <int kernel_height, int kernel_width, int stride, int channels,
          int output_width>
void check_direct(unsigned seed) {
  Generator generator(seed);
  constexpr int32_t kSpan = (output_width - 1) * stride + kernel_width;
  constexpr ConvShape kShape{1,
                             0,
                             kSpan,
                             channels,
                             3,
                             output_width,
                             0,
                             kernel_height,
                             kernel_width,
                             2,
                             stride,
                             1,
                             1,
                             0,
                             0,
                             1};
  static_assert(is_direct_possible(kShape));
  constexpr int32_t kStrip = direct_strip_pairs(kShape);
  using Windows =
      DirectWindows<kernel_height, direct_words(kShape), direct_second(kShape),
                    direct_row_bytes(kShape, kStrip)>;
  for (int i = 0; i < 40; ++i) {
    ConvShape shape = kShape;
    shape.margin_top = generator.between(0, kernel_height - 1);
    shape.margin_left = generator.between(0, kernel_width - 1);
    shape.input_height = 4 + kernel_height - shape.margin_top -
                         generator.between(0, kernel_height - 1);
    shape.input_width =
        kSpan - shape.margin_left - generator.between(0, kernel_width - 1);
    shape.output_channels = generator.between(1, 13);
    ConvConstants constants =
        generator.constants(shape, generator.between(4, 12));
    constants.parameters.input_zero_point = generator.between(-128, 127);
    auto pairs = pack_pairs(constants, fold_bias(constants).value(),
                            direct_order(shape));
    ASSERT_TRUE(pairs.has_value());
    const bool planes = pairs->form == paired_form::kRelu && i % 2 == 0;
    const PairedConv2dS8 layer{
        shape,
        kStrip,
        constants.parameters.input_zero_point,
        {pairs->depth, pairs->channels, pairs->weights.data(),
         pairs->scales.data(), pairs->scale_step,
         planes ? paired_form::kPlanes : pairs->form, pairs->low, pairs->high},
        planes ? plane_bytes(shape.output_width) : 0};
    const auto input =
        generator.bytes(shape.input_height * shape.input_row_elems());
    const auto expected = run_plain(constants, input);
    std::vector<uint64_t> scratch(
        static_cast<size_t>(direct_conv2d_s8_row_scratch_bytes(kShape)) / 8);
    for (int32_t y = 0; y < shape.output_height; ++y) {
      const int8_t* rows[kernel_height];
      for (int32_t k = 0; k < kernel_height; ++k) {
        rows[k] = input_row(shape, input.data(), y, k);
      }
      const auto* row =
          &expected[static_cast<size_t>(y * shape.output_row_elems())];
      const std::vector<int8_t> wanted =
          planes ? planes_of(row, shape.output_width, shape.output_channels)
                 : std::vector<int8_t>(row, row + shape.output_row_elems());
      std::vector<int8_t> output(wanted.size(), int8_t{99});
      direct_conv2d_s8_row<armv7em::Isa, Windows>(
          layer, rows, output.data(),
          reinterpret_cast<uint8_t*>(scratch.data()));
      ASSERT_THAT(output, ElementsAreArray(wanted)) << "case " << i;
    }
  }
}

TEST(DirectConv2d, ReadsWindowsFromRows) {
  check_direct<3, 3, 2, 3, 48>(11);
  check_direct<3, 3, 2, 1, 2>(12);
  check_direct<10, 4, 2, 1, 6>(13);
  check_direct<1, 1, 1, 8, 24>(14);
  check_direct<2, 5, 1, 2, 10>(15);
  check_direct<5, 1, 1, 6, 4>(16);
  check_direct<1, 3, 3, 4, 130>(17);
}

TEST(DirectConv2d, WantsRowsOfWholeWords) {
  ConvShape shape{1, 96, 96, 3, 48, 48, 8, 3, 3, 2, 2, 1, 1, 0, 0, 1};
  EXPECT_TRUE(is_direct_possible(shape) && is_direct_worthwhile(shape));
  const auto refuses = [&](auto change) {
    ConvShape other = shape;
    change(other);
    return !is_direct_possible(other) || !is_direct_worthwhile(other);
  };
  EXPECT_TRUE(refuses([](ConvShape& s) { s.stride_w = 1; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.output_width = 47; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.dilation_w = 2; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.stride_w = 4; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.input_channels = 8; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.output_height = 1; }));
}

}  // namespace
}  // namespace firefly
