// SPDX-License-Identifier: Apache-2.0
//
// Rows of planes: what a convolution writes is its int8 output laid out anew,
// and what a depthwise convolution makes of them is what the plain kernel makes
// of int8.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "compiler/lower/pack_pairs.h"
#include "compiler/lower/pack_planes.h"
#include "compiler/lower/testing/plane_layers.h"
#include "isa/armv7em.h"
#include "isa/armv7em_depthwise_planes.h"
#include "isa/armv7em_depthwise_wide.h"
#include "kernels/paired_conv2d_s8.inl"
#include "kernels/plane_rows.h"

namespace firefly {
namespace {

using armv7em::PlaneWindows;
using ::testing::ElementsAreArray;
using testing::Generator;
using testing::planes_of;
using testing::run_plain;

constexpr int32_t kMostPixels = 27;
constexpr int32_t channels_of(int32_t width) { return width * 4 % 9 + 1; }

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
  shape.output_width = generator.between(3, kMostPixels);
  shape.input_height = (shape.output_height - 1) * shape.stride_h +
                       2 * shape.dilation_h + 1 - shape.margin_top -
                       generator.between(0, shape.dilation_h);
  shape.input_width = (shape.output_width - 1) * shape.stride_w + 3 -
                      shape.margin_left - generator.between(0, 1);
  shape.input_channels = shape.output_channels = shape.groups =
      channels_of(shape.output_width);
  return shape;
}

/// The kernel's width and the bytes of its outputs are constants of its code.
template <int bytes, int width>
void run_row_of(const DepthwisePlanesS8& layer, const int8_t* const* rows,
                int8_t* output) {
  using Outputs = armv7em::PlaneOutputs<width, channels_of(width), bytes>;
  const auto& shape = layer.shape;
  const bool whole = shape.margin_left == 0;
  if (shape.stride_w == 2) {
    using armv7em::depthwise_planes_s8_row;
    whole ? depthwise_planes_s8_row<2, PlaneWindows::kWhole, Outputs>(
                layer, rows, output)
          : depthwise_planes_s8_row<2, PlaneWindows::kStraddling, Outputs>(
                layer, rows, output);
    return;
  }
  if constexpr (width <= DepthwisePlanesS8::kMaxTile) {
    if (!whole && shape.input_width == width) {
      armv7em::depthwise_planes_s8_row<1, PlaneWindows::kRow, Outputs>(
          layer, rows, output);
      return;
    }
  }
  using armv7em::depthwise_planes_s8_row;
  whole ? depthwise_planes_s8_row<1, PlaneWindows::kWhole, Outputs>(layer, rows,
                                                                    output)
        : depthwise_planes_s8_row<1, PlaneWindows::kStraddling, Outputs>(
              layer, rows, output);
}

template <int bytes, size_t... more>
void run_row(const DepthwisePlanesS8& layer, const int8_t* const* rows,
             int8_t* output, std::index_sequence<more...> /*widths*/) {
  constexpr int kLeast = DepthwisePlanesS8::kMinTile;
  ((layer.shape.output_width == kLeast + int{more}
        ? run_row_of<bytes, kLeast + int{more}>(layer, rows, output)
        : void()),
   ...);
}

/// Lays the rows of `input` out as planes and calls kernel(rows, row) for each
/// output row; margins are null.
template <class Kernel>
std::vector<int8_t> run_on_planes(const ConvShape& shape,
                                  const std::vector<int8_t>& input,
                                  int32_t margin, const Kernel& kernel) {
  std::vector<std::vector<int8_t>> planes;
  for (int32_t y = 0; y < shape.input_height; ++y) {
    planes.push_back(
        planes_of(&input[static_cast<size_t>(y * shape.input_row_elems())],
                  shape.input_width, shape.input_channels, margin));
  }
  std::vector<int8_t> output(
      static_cast<size_t>(shape.output_height * shape.output_row_elems()));
  for (int32_t y = 0; y < shape.output_height; ++y) {
    std::vector<const int8_t*> rows;
    for (int32_t k = 0; k < shape.kernel_height; ++k) {
      const int32_t at =
          y * shape.stride_h - shape.margin_top + k * shape.dilation_h;
      rows.push_back(at < 0 || at >= shape.input_height
                         ? nullptr
                         : planes[static_cast<size_t>(at)].data());
    }
    kernel(rows.data(),
           &output[static_cast<size_t>(y * shape.output_row_elems())]);
  }
  return output;
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
    const DepthwisePlanesS8 layer{shape, stream->data()};
    const auto wanted = run_plain(constants, input);
    constexpr auto kWidths = std::make_index_sequence<kMostPixels - 2>();
    const auto output = run_on_planes(
        shape, input, 1, [&](const int8_t* const* rows, int8_t* row) {
          run_row<1>(layer, rows, row, kWidths);
        });
    ASSERT_THAT(output, ElementsAreArray(wanted)) << "case " << i;
    const auto wide = run_on_planes(
        shape, input, 1, [&](const int8_t* const* rows, int8_t* row) {
          const int32_t channels = shape.output_channels;
          std::vector<int16_t> elements(static_cast<size_t>(
              shape.output_width * wide_channels(channels)));
          run_row<2>(layer, rows, reinterpret_cast<int8_t*>(elements.data()),
                     kWidths);
          for (int32_t x = 0; x < shape.output_width; ++x) {
            std::copy_n(elements.begin() + x * wide_channels(channels),
                        channels, row + x * channels);
          }
        });
    ASSERT_THAT(wide, ElementsAreArray(wanted)) << "case " << i;
  }
  EXPECT_GT(packed, 1000);
}

/// Rows that lie in a ring of three, or all of them side by side.
template <int stride, PlaneWindows windows, int width, int bytes>
void check_neighbours(unsigned seed, int32_t kept) {
  constexpr int32_t kMargin = windows == PlaneWindows::kWhole ? 0 : 1;
  constexpr int32_t kChannels = 5;
  constexpr int32_t kInput = (width - 1) * stride + 3 - 2 * kMargin;
  constexpr int32_t kRow = plane_row_bytes(kInput, kChannels, 1);
  using Outputs = armv7em::PlaneOutputs<width, kChannels, bytes, kRow>;
  ConvShape shape{1,         9,       kInput,  kChannels, 0,      width,
                  kChannels, 3,       3,       stride,    stride, 1,
                  1,         kMargin, kMargin, kChannels};
  shape.output_height = (9 + 2 * kMargin - 3) / stride + 1;
  Generator generator(seed);
  const ConvConstants constants = generator.constants(shape, 8);
  const auto stream = pack_planes(constants);
  ASSERT_TRUE(stream.has_value());
  const auto input = generator.bytes(9 * shape.input_row_elems());
  std::vector<int8_t> memory(static_cast<size_t>(kept * kRow));
  const auto row_at = [&](int32_t y) {
    return &memory[static_cast<size_t>(y % kept * kRow)];
  };
  const auto wanted = run_plain(constants, input);
  std::vector<int8_t> output(
      static_cast<size_t>(bytes * width * wide_channels(kChannels)));
  int32_t made = 0;
  for (int32_t y = 0; y < shape.output_height; ++y) {
    const int8_t* rows[3];
    for (int32_t k = 0; k < 3; ++k) {
      const int32_t at = y * stride - kMargin + k;
      for (; made <= at && made < 9; ++made) {
        std::ranges::copy(
            planes_of(
                &input[static_cast<size_t>(made * shape.input_row_elems())],
                kInput, kChannels, 1),
            row_at(made));
      }
      rows[k] = at < 0 || at >= 9 ? nullptr : row_at(at);
    }
    armv7em::depthwise_planes_s8_row<stride, windows, Outputs>(
        {shape, stream->data()}, rows, output.data());
    for (int32_t i = 0; i < width * kChannels; ++i) {
      const int32_t at = i / kChannels * Outputs::kStep + i % kChannels * bytes;
      ASSERT_EQ(output[static_cast<size_t>(at)],
                wanted[static_cast<size_t>(y * shape.output_row_elems() + i)])
          << y << ", " << i;
    }
  }
}

TEST(DepthwisePlanes, OfRowsThatAreNeighbours) {
  for (const int32_t kept : {3, 4, 9}) {
    SCOPED_TRACE(kept);
    check_neighbours<1, PlaneWindows::kStraddling, 14, 1>(41, kept);
    check_neighbours<1, PlaneWindows::kStraddling, 9, 2>(42, kept);
    check_neighbours<1, PlaneWindows::kRow, 6, 2>(43, kept);
    check_neighbours<1, PlaneWindows::kWhole, 8, 1>(44, kept);
    check_neighbours<2, PlaneWindows::kWhole, 12, 2>(45, kept);
    check_neighbours<2, PlaneWindows::kStraddling, 7, 1>(46, kept);
  }
}

/// All rows of an image in planes that two rows share.
template <int width>
std::vector<int8_t> run_on_plane_pairs(const DepthwisePlanesS8& layer,
                                       const std::vector<int8_t>& input) {
  const ConvShape& shape = layer.shape;
  constexpr int32_t kChannels = channels_of(width);
  const auto planes =
      testing::plane_pairs_of(input, width, kChannels, /*garbage=*/99);
  std::vector<int8_t> output(
      static_cast<size_t>(shape.output_height * shape.output_row_elems()));
  for (int32_t y = 0; y < shape.output_height; ++y) {
    const int8_t* rows[3];
    for (int32_t k = 0; k < 3; ++k) {
      const int32_t at = y - shape.margin_top + k;
      const auto start =
          static_cast<size_t>(at * plane_pair_row_bytes(width, kChannels));
      rows[k] = at < 0 || at >= shape.input_height ? nullptr : &planes[start];
    }
    armv7em::depthwise_plane_pairs_s8_row<
        armv7em::PlaneOutputs<width, kChannels>>(
        layer, rows, &output[static_cast<size_t>(y * shape.output_row_elems())],
        y);
  }
  return output;
}

TEST(DepthwisePlanes, EqualsPlainOnPlanesOfTwoRows) {
  Generator generator(5);
  int packed = 0;
  for (int i = 0; i < 300; ++i) {
    ConvShape shape = window(generator);
    shape.stride_h = shape.stride_w = shape.dilation_h = 1;
    shape.margin_top = generator.between(0, 1);
    shape.margin_left = 1;
    shape.input_width = shape.output_width = i % 2 == 0 ? 3 : 5;
    shape.input_channels = shape.output_channels = shape.groups =
        channels_of(shape.output_width);
    shape.output_height = generator.between(1, 6);
    shape.input_height =
        shape.output_height + 2 - shape.margin_top - generator.between(0, 1);
    ASSERT_TRUE(plane_pairs_suit(shape));
    const ConvConstants constants =
        generator.constants(shape, generator.between(3, 15));
    const auto stream = pack_planes(constants);
    if (!stream) {
      continue;
    }
    ++packed;
    const auto input =
        generator.bytes(shape.input_height * shape.input_row_elems());
    const DepthwisePlanesS8 layer{shape, stream->data()};
    const auto output = shape.output_width == 3
                            ? run_on_plane_pairs<3>(layer, input)
                            : run_on_plane_pairs<5>(layer, input);
    ASSERT_THAT(output, ElementsAreArray(run_plain(constants, input)))
        << "case " << i;
  }
  EXPECT_GT(packed, 200);
}

/// A window that suits rows of planes with wide margins.
ConvShape wide_window(Generator& generator, int32_t margin) {
  ConvShape shape{};
  shape.batches = 1;
  shape.kernel_height = generator.between(1, 7);
  shape.kernel_width = generator.between(2, 7);
  shape.stride_h = generator.between(1, 2);
  shape.stride_w = generator.between(1, 2);
  shape.dilation_h = generator.between(1, 2);
  shape.dilation_w = 1;
  const int32_t reach = (shape.kernel_height - 1) * shape.dilation_h;
  shape.margin_top = generator.between(0, reach);
  shape.margin_left =
      generator.between(0, std::min(margin, shape.kernel_width - 1));
  shape.output_height = generator.between(1, 4);
  shape.output_width = generator.between(4, 21);
  shape.input_height =
      std::max(1, (shape.output_height - 1) * shape.stride_h + reach + 1 -
                      shape.margin_top - generator.between(0, reach));
  shape.input_width = (shape.output_width - 1) * shape.stride_w +
                      shape.kernel_width - shape.margin_left -
                      generator.between(0, margin);
  shape.input_channels = shape.output_channels = shape.groups =
      generator.between(1, 9);
  return shape;
}

template <int stride, int first>
void run_wide_row(const DepthwiseWidePlanesS8& layer, const int8_t* const* rows,
                  int8_t* output) {
  switch (layer.shape.kernel_width) {
    case 2:
      return armv7em::depthwise_wide_planes_s8_row<stride, first, 2>(
          layer, rows, output);
    case 3:
      return armv7em::depthwise_wide_planes_s8_row<stride, first, 3>(
          layer, rows, output);
    case 4:
      return armv7em::depthwise_wide_planes_s8_row<stride, first, 4>(
          layer, rows, output);
    case 5:
      return armv7em::depthwise_wide_planes_s8_row<stride, first, 5>(
          layer, rows, output);
    case 6:
      return armv7em::depthwise_wide_planes_s8_row<stride, first, 6>(
          layer, rows, output);
    default:
      return armv7em::depthwise_wide_planes_s8_row<stride, first, 7>(
          layer, rows, output);
  }
}

void run_wide_row(const DepthwiseWidePlanesS8& layer, const int8_t* const* rows,
                  int8_t* output) {
  const bool odd = layer.shape.margin_left % 2 != 0;
  if (layer.shape.stride_w == 1) {
    odd ? run_wide_row<1, 1>(layer, rows, output)
        : run_wide_row<1, 0>(layer, rows, output);
  } else {
    odd ? run_wide_row<2, 1>(layer, rows, output)
        : run_wide_row<2, 0>(layer, rows, output);
  }
}

TEST(DepthwiseWidePlanes, EqualsPlain) {
  Generator generator(4);
  int packed = 0;
  for (int i = 0; i < 1500; ++i) {
    const int32_t margin = generator.between(2, kMostPlaneMargin);
    const ConvShape shape = wide_window(generator, margin);
    const ConvConstants constants =
        generator.constants(shape, generator.between(5, 13));
    const auto stream = pack_wide_planes(constants, margin);
    if (!stream) {
      continue;
    }
    ++packed;
    const auto input =
        generator.bytes(shape.input_height * shape.input_row_elems());
    const DepthwiseWidePlanesS8 layer{shape, margin, stream->data()};
    const auto output = run_on_planes(
        shape, input, margin, [&](const int8_t* const* rows, int8_t* row) {
          run_wide_row(layer, rows, row);
        });
    ASSERT_THAT(output, ElementsAreArray(run_plain(constants, input)))
        << "case " << i;
  }
  EXPECT_GT(packed, 1000);
}

TEST(PackWidePlanes, RefusesWhatTheKernelCanNotDo) {
  Generator generator(5);
  ConvShape shape = wide_window(generator, 2);
  shape.stride_w = 1;
  shape.kernel_width = 5;
  shape.margin_left = 2;
  shape.input_width = shape.output_width;
  const ConvConstants fine = generator.constants(shape, 9);
  EXPECT_TRUE(pack_wide_planes(fine, 2).has_value());
  EXPECT_TRUE(pack_wide_planes(fine, 3).has_value());
  EXPECT_FALSE(pack_wide_planes(fine, 1).has_value());
  const auto refuses = [&](auto change) {
    ConvConstants changed = fine;
    change(changed.parameters);
    return !pack_wide_planes(changed, 2).has_value();
  };
  using P = ConvParameters;
  EXPECT_TRUE(refuses([](P& p) { p.input_zero_point = -127; }));
  EXPECT_TRUE(refuses([](P& p) { p.range.high = 126; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.kernel_width = 8; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.stride_w = 3; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.dilation_w = 2; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.margin_left = 3; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.input_width -= 1; }));
  EXPECT_TRUE(refuses([](P& p) { p.shape.output_width = 3; }));
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
    const int32_t margin = generator.between(1, kMostPlaneMargin);
    const PairedConv2dS8 layer{
        shape,
        strip_pairs,
        constants.parameters.input_zero_point,
        {pairs->depth, pairs->channels, pairs->weights.data(),
         pairs->scales.data(), pairs->scale_step, paired_form::kPlanes,
         pairs->low, pairs->high},
        margin};
    std::vector<uint64_t> scratch(
        static_cast<size_t>(
            paired_conv2d_s8_row_scratch_bytes(shape, strip_pairs)) /
        8);
    for (int32_t y = 0; y < shape.output_height; ++y) {
      std::vector<int8_t> output(
          static_cast<size_t>(plane_row_bytes(shape.output_width,
                                              shape.output_channels, margin)),
          int8_t{99});
      const int8_t* const rows[] = {
          &input[static_cast<size_t>(y * shape.input_row_elems())]};
      paired_conv2d_s8_row<armv7em::Isa, false>(
          layer, rows, output.data(),
          reinterpret_cast<uint8_t*>(scratch.data()));
      // The spare word behind wide margins is left alone.
      std::fill(output.end() - (margin > 1 ? 4 : 0), output.end(), int8_t{0});
      const auto row = static_cast<size_t>(y * shape.output_row_elems());
      ASSERT_THAT(output,
                  ElementsAreArray(planes_of(&expected[row], shape.output_width,
                                             shape.output_channels, margin)))
          << "case " << i;
    }
  }
  EXPECT_GT(packed, 200);
}

}  // namespace
}  // namespace firefly
