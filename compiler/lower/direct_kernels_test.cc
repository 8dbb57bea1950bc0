// SPDX-License-Identifier: Apache-2.0
//
// Convolutions whose windows are read from rows make what the plain kernel
// makes, as int8 and as planes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/lower/pack_pairs.h"
#include "compiler/lower/testing/plane_layers.h"
#include "isa/armv7em.h"
#include "kernels/direct_conv2d_s8.inl"

namespace firefly {
namespace {

using ::testing::ElementsAreArray;
using testing::Generator;
using testing::planes_of;
using testing::run_plain;

/// A row by the kernel for the layer's form.
template <class Windows, int step, int plane_step, int rest>
void run_row(const PairedConv2dS8& layer, const int8_t* const* rows,
             int8_t* output, uint8_t* scratch) {
  const auto run = [&](auto outputs) {
    using Outputs = decltype(outputs);
    if (layer.dot.form == Outputs::kForm) {
      direct_conv2d_s8_row<armv7em::Isa, Windows, Outputs>(layer, rows, output,
                                                           scratch);
    }
  };
  using namespace paired_form;  // NOLINT(google-build-using-namespace)
  run(DirectOutputs<kRelu, step, rest>{});
  run(DirectOutputs<kRelu | kClampBit, step, rest>{});
  run(DirectOutputs<kGeneralBit, step, rest>{});
  run(DirectOutputs<kGeneralBit | kClampBit, step, rest>{});
  run(DirectOutputs<kPlanes, plane_step, rest>{});
}

/// A convolution whose windows are read from rows, at any margins, as int8 and
/// as planes.
template <int kernel_height, int kernel_width, int stride, int channels,
          int output_width, int output_channels>
void check_direct(unsigned seed) {
  Generator generator(seed);
  constexpr int32_t kSpan = (output_width - 1) * stride + kernel_width;
  constexpr ConvShape kShape{1,
                             0,
                             kSpan,
                             channels,
                             3,
                             output_width,
                             output_channels,
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
    shape.input_height =
        std::max(1, 4 + kernel_height - shape.margin_top -
                        generator.between(0, kernel_height - 1));
    shape.input_width = std::max(
        1, kSpan - shape.margin_left - generator.between(0, kernel_width - 1));
    ConvConstants constants =
        generator.constants(shape, generator.between(4, 12));
    constants.parameters.input_zero_point = generator.between(-128, 127);
    auto pairs = pack_pairs(constants, fold_bias(constants).value(),
                            direct_order(shape));
    ASSERT_TRUE(pairs.has_value());
    merge_scales(*pairs, kernel_height * direct_words(kShape));
    const int32_t margin =
        pairs->form == paired_form::kRelu ? generator.between(0, 1) : 0;
    const PairedConv2dS8 layer{
        shape,
        kStrip,
        constants.parameters.input_zero_point,
        {pairs->depth, pairs->channels, pairs->weights.data(),
         pairs->scales.data(), pairs->scale_step,
         margin > 0 ? paired_form::kPlanes : pairs->form, pairs->low,
         pairs->high},
        margin};
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
          margin > 0 ? planes_of(row, shape.output_width, shape.output_channels,
                                 margin)
                     : std::vector<int8_t>(row, row + shape.output_row_elems());
      std::vector<int8_t> output(wanted.size(), int8_t{99});
      run_row<Windows, output_channels, plane_bytes(output_width, 1),
              output_channels % 4>(layer, rows, output.data(),
                                   reinterpret_cast<uint8_t*>(scratch.data()));
      ASSERT_THAT(output, ElementsAreArray(wanted)) << "case " << i;
    }
  }
}

TEST(DirectConv2d, ReadsWindowsFromRows) {
  check_direct<3, 3, 2, 3, 48, 8>(11);
  check_direct<3, 3, 2, 1, 2, 5>(12);
  check_direct<10, 4, 2, 1, 6, 12>(13);
  check_direct<1, 1, 1, 8, 24, 13>(14);
  check_direct<1, 1, 1, 6, 8, 4>(18);
  check_direct<2, 5, 1, 2, 10, 3>(15);
  check_direct<5, 1, 1, 6, 4, 2>(16);
  check_direct<1, 3, 3, 4, 130, 1>(17);
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
