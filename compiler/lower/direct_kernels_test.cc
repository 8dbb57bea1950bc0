// SPDX-License-Identifier: Apache-2.0
//
// Convolutions whose windows are read from rows make what the plain kernel
// makes, as int8 and as planes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>

#include "compiler/lower/pack_uniform.h"
#include "compiler/lower/testing/plane_layers.h"
#include "isa/armv7em.h"
#include "kernels/direct_conv2d_s8.inl"

namespace firefly {
namespace {

using ::testing::ElementsAreArray;
using testing::Generator;
using testing::planes_of;
using testing::run_plain;

/// The largest lead that is tested.
constexpr int32_t kMostLead = 3;

/// Calls run(DirectOutputs) for a layer's form and lead.
template <int step, int plane_step, int rest, class Run>
void with_outputs(int32_t form, int32_t lead, const Run& run) {
  const auto run_if = [&](auto outputs) {
    if (form == decltype(outputs)::kForm && lead == decltype(outputs)::kLead) {
      run(outputs);
    }
  };
  using namespace paired_form;  // NOLINT(google-build-using-namespace)
  run_if(DirectOutputs<kGeneralBit, step, rest>{});
  run_if(DirectOutputs<kGeneralBit | kClampBit, step, rest>{});
  const auto run_rectified = [&](auto leads) {
    constexpr int kLead = decltype(leads)::value;
    run_if(DirectOutputs<kRelu, step, rest, kLead>{});
    run_if(DirectOutputs<kRelu | kClampBit, step, rest, kLead>{});
    run_if(DirectOutputs<kPlanes, plane_step, rest, kLead>{});
  };
  run_rectified(std::integral_constant<int, kOwnShifts>{});
  run_rectified(std::integral_constant<int, 0>{});
  run_rectified(std::integral_constant<int, 1>{});
  run_rectified(std::integral_constant<int, 2>{});
  run_rectified(std::integral_constant<int, kMostLead>{});
}

/// A layer's weights, with the scales between them; with a lead where there is
/// one, unless the shifts shall stay the channels' own.
PackedPairs pack_direct(const ConvConstants& constants, bool unified) {
  const ConvShape& shape = constants.parameters.shape;
  const auto bias = fold_bias(constants).value();
  auto packed = pack_pairs(constants, bias, direct_order(shape));
  EXPECT_TRUE(packed.has_value());
  if (unified) {
    unify_shifts(constants, bias, *packed);
    if (packed->lead > kMostLead) {
      return pack_direct(constants, false);
    }
  }
  merge_scales(*packed, direct_words(shape));
  return std::move(*packed);
}

PairedConv2dS8 layer_of(const ConvConstants& constants,
                        const PackedPairs& packed, int32_t strip_pairs,
                        bool planes, int32_t margin) {
  return {
      constants.parameters.shape,
      strip_pairs,
      constants.parameters.input_zero_point,
      {packed.depth, packed.channels, packed.weights.data(), nullptr, 0,
       planes ? paired_form::kPlanes : packed.form, packed.low, packed.high},
      margin};
}

/// ReLUs, whose results may be planes, and others.
void set_range(OutputRange& range, Generator& generator) {
  if (generator.between(0, 2) == 0) {
    range.zero_point = generator.between(-128, 127);
    range.low = generator.between(-128, 0);
  }
  range.high = generator.between(0, 3) == 0 ? 100 : 127;
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
      DirectWindows<direct_rows(kShape), direct_row_words(kShape),
                    direct_second(kShape), direct_row_bytes(kShape, kStrip),
                    are_direct_rows_paired(kShape), direct_lone_words(kShape)>;
  int leads = 0;
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
    set_range(constants.parameters.range, generator);
    const PackedPairs packed =
        pack_direct(constants, generator.between(0, 3) > 0);
    leads += packed.lead >= 0 ? 1 : 0;
    const int32_t margin =
        packed.form == paired_form::kRelu ? generator.between(0, 1) : 0;
    const PairedConv2dS8 layer =
        layer_of(constants, packed, kStrip, margin > 0, margin);
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
      with_outputs<output_channels, plane_bytes(output_width, 1),
                   output_channels % 4>(
          layer.dot.form, packed.lead, [&](auto outputs) {
            direct_conv2d_s8_row<armv7em::Isa, Windows, decltype(outputs)>(
                layer, rows, output.data(),
                reinterpret_cast<uint8_t*>(scratch.data()));
          });
      ASSERT_THAT(output, ElementsAreArray(wanted)) << "case " << i;
    }
  }
  EXPECT_GT(leads, 0);
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

TEST(DirectConv2d, PairsRowsOfOddWindowsAndSteps) {
  check_direct<3, 3, 1, 3, 32, 16>(31);
  check_direct<3, 3, 1, 1, 12, 7>(32);
  check_direct<3, 3, 3, 1, 2, 4>(33);
  check_direct<2, 2, 1, 3, 6, 5>(34);
  check_direct<1, 3, 1, 3, 40, 4>(35);
  check_direct<1, 1, 1, 5, 8, 3>(36);
  check_direct<5, 3, 2, 1, 20, 6>(37);
  check_direct<5, 5, 1, 1, 16, 2>(38);
  check_direct<4, 5, 2, 3, 4, 9>(39);
  check_direct<7, 7, 2, 1, 48, 4>(40);
}

/// What stands beside the pixels of an odd last row is nobody's.
void clear_partner(std::vector<int8_t>& planes, int32_t width,
                   int32_t channels) {
  const auto plane = static_cast<size_t>(plane_pair_bytes(width));
  const auto row = static_cast<size_t>(2 * width);
  for (size_t at = planes.size() - plane * static_cast<size_t>(channels);
       at < planes.size(); at += plane) {
    std::fill_n(planes.begin() + static_cast<std::ptrdiff_t>(at + row), row,
                int8_t{0});
  }
}

/// The same of an odd width, in two rows a call.
template <int kernel_height, int kernel_width, int stride, int channels,
          int output_width, int output_channels>
void check_row_pairs(unsigned seed) {
  Generator generator(seed);
  constexpr int32_t kSpan = (output_width - 1) * stride + kernel_width;
  constexpr ConvShape kShape{1,
                             100,
                             kSpan,
                             channels,
                             2,
                             output_width,
                             output_channels,
                             kernel_height,
                             kernel_width,
                             stride,
                             stride,
                             1,
                             1,
                             0,
                             0,
                             1};
  static_assert(is_direct_possible(kShape));
  constexpr DirectRowPairs kPairs = direct_row_pairs(kShape);
  constexpr int kWords = direct_row_words(kShape);
  using Windows = DirectWindows<kernel_height, kWords, direct_second(kShape),
                                kPairs.row_bytes>;
  using Last = DirectWindows<kernel_height, kWords, kPairs.last_second,
                             kPairs.row_bytes>;
  int leads = 0;
  for (int i = 0; i < 40; ++i) {
    ConvShape shape = kShape;
    shape.output_height = generator.between(1, 5);
    shape.margin_top = generator.between(0, kernel_height - 1);
    shape.margin_left = generator.between(0, kernel_width - 1);
    shape.input_height = std::max(
        1, (shape.output_height - 1) * stride + kernel_height -
               shape.margin_top - generator.between(0, kernel_height - 1));
    shape.input_width = std::max(
        1, kSpan - shape.margin_left - generator.between(0, kernel_width - 1));
    ConvConstants constants =
        generator.constants(shape, generator.between(4, 12));
    constants.parameters.input_zero_point = generator.between(-128, 127);
    set_range(constants.parameters.range, generator);
    const PackedPairs packed =
        pack_direct(constants, generator.between(0, 3) > 0);
    leads += packed.lead >= 0 ? 1 : 0;
    const bool planes =
        packed.form == paired_form::kRelu && generator.between(0, 1) == 1;
    const PairedConv2dS8 layer =
        layer_of(constants, packed, kPairs.strip_pairs, planes, 0);
    const auto input =
        generator.bytes(shape.input_height * shape.input_row_elems());
    auto wanted = run_plain(constants, input);
    int32_t row_bytes = shape.output_row_elems();
    if (planes) {
      wanted = testing::plane_pairs_of(wanted, output_width, output_channels,
                                       /*garbage=*/0);
      row_bytes = plane_pair_row_bytes(output_width, output_channels);
    }
    std::vector<int8_t> output(wanted.size());
    std::vector<uint64_t> scratch(
        static_cast<size_t>(direct_conv2d_s8_two_rows_scratch_bytes(kShape)) /
        8);
    for (int32_t y = 0; y < shape.output_height; y += 2) {
      const int count = std::min(2, shape.output_height - y);
      const int8_t* rows[kernel_height + stride];
      for (int32_t k = 0; k < kernel_height + stride; ++k) {
        rows[k] = input_row(shape, input.data(), y, k);
      }
      with_outputs<output_channels, plane_pair_bytes(output_width),
                   output_channels % 4>(
          layer.dot.form, packed.lead, [&](auto outputs) {
            direct_conv2d_s8_two_rows<armv7em::Isa, Windows, Last,
                                      decltype(outputs)>(
                layer, rows, &output[static_cast<size_t>(y * row_bytes)],
                reinterpret_cast<uint8_t*>(scratch.data()), count);
          });
    }
    if (planes && shape.output_height % 2 != 0) {
      clear_partner(output, output_width, output_channels);
    }
    ASSERT_THAT(output, ElementsAreArray(wanted)) << "case " << i;
  }
  EXPECT_GT(leads, 0);
}

TEST(DirectConv2d, MakesTwoRowsOfAnOddWidth) {
  check_row_pairs<1, 1, 1, 64, 5, 8>(21);
  check_row_pairs<1, 1, 1, 4, 3, 13>(22);
  check_row_pairs<1, 1, 1, 20, 9, 6>(23);
  check_row_pairs<10, 4, 2, 1, 5, 12>(24);
  check_row_pairs<3, 3, 2, 3, 7, 4>(25);
  check_row_pairs<3, 3, 1, 2, 3, 5>(26);
  check_row_pairs<1, 2, 1, 6, 1, 3>(27);
}

TEST(DirectConv2d, WantsRowsOfWholeWords) {
  ConvShape shape{1, 96, 96, 3, 48, 48, 8, 3, 3, 2, 2, 1, 1, 0, 0, 1};
  EXPECT_TRUE(is_direct_possible(shape) && is_direct_worthwhile(shape));
  const auto refuses = [&](auto change) {
    ConvShape other = shape;
    change(other);
    return !is_direct_possible(other) || !is_direct_worthwhile(other);
  };
  EXPECT_FALSE(refuses([](ConvShape& s) { s.stride_w = 1; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.output_width = 47; }));
  EXPECT_FALSE(refuses([](ConvShape& s) { s.output_width = 9; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.dilation_w = 2; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.stride_w = 4; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.input_channels = 20; }));
  EXPECT_TRUE(refuses([](ConvShape& s) { s.output_height = 1; }));
}

}  // namespace
}  // namespace firefly
