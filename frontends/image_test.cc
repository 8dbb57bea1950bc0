// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "frontends/testing/keys.h"

namespace firefly {
namespace {

using testing::KeyValues;
using testing::made;
using testing::refusal;

struct Picture {
  int width;
  int height;
  int channels;
  std::vector<int16_t> pixels;

  [[nodiscard]] double at(int x, int y, int c) const {
    return pixels[static_cast<size_t>((y * width + x) * channels + c)];
  }
  [[nodiscard]] SensorFormat sensor() const {
    return {0, channels, width, height};
  }
};

Picture random_picture(int width, int height, int channels, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> pixel(0, 255);
  Picture picture{width, height, channels, {}};
  for (int i = 0; i < width * height * channels; ++i) {
    picture.pixels.push_back(static_cast<int16_t>(pixel(random)));
  }
  return picture;
}

std::vector<int> pixels_of(const Picture& picture, const KeyValues& keys) {
  const auto front_end = made("image", keys, picture.sensor());
  std::vector<int> pixels;
  for (const int8_t q : rows_of(*front_end, picture.sensor(), picture.pixels)) {
    pixels.push_back(q + 128);
  }
  return pixels;
}

/// Mean of what output pixel (x, y) covers.
double area(const Picture& picture, int width, int height, int x, int y,
            int c) {
  const auto overlap = [](int source, double begin, double end) {
    return std::max(
        0.0, std::min(source + 1.0, end) - std::max(source + 0.0, begin));
  };
  const double step_x = static_cast<double>(picture.width) / width;
  const double step_y = static_cast<double>(picture.height) / height;
  double sum = 0;
  for (int v = 0; v < picture.height; ++v) {
    const double part = overlap(v, y * step_y, (y + 1) * step_y);
    for (int u = 0; part > 0 && u < picture.width; ++u) {
      sum +=
          part * overlap(u, x * step_x, (x + 1) * step_x) * picture.at(u, v, c);
    }
  }
  return sum / (step_x * step_y);
}

double bilinear(const Picture& picture, int width, int height, int x, int y,
                int c) {
  const double u = (x + 0.5) * picture.width / width - 0.5;
  const double v = (y + 0.5) * picture.height / height - 0.5;
  const auto pixel = [&](double at_x, double at_y) {
    return picture.at(std::clamp(static_cast<int>(at_x), 0, picture.width - 1),
                      std::clamp(static_cast<int>(at_y), 0, picture.height - 1),
                      c);
  };
  const double left = std::floor(u);
  const double top = std::floor(v);
  const double right = u - left;
  const double down = v - top;
  return (1 - down) *
             ((1 - right) * pixel(left, top) + right * pixel(left + 1, top)) +
         down * ((1 - right) * pixel(left, top + 1) +
                 right * pixel(left + 1, top + 1));
}

struct Size {
  int source_width, source_height, width, height, channels;
};

class Resized : public ::testing::TestWithParam<Size> {};

TEST_P(Resized, IsNearTheRealResult) {
  const Size size = GetParam();
  const Picture picture =
      random_picture(size.source_width, size.source_height, size.channels, 7);
  for (const std::string resize : {"area", "bilinear"}) {
    SCOPED_TRACE(resize);
    const std::vector<int> pixels = pixels_of(picture, {{"width", size.width},
                                                        {"height", size.height},
                                                        {"crop", false},
                                                        {"resize", resize}});
    ASSERT_EQ(pixels.size(),
              static_cast<size_t>(size.width * size.height * size.channels));
    // Sums of areas are exact; the weights of bilinear() have 11 bits each way.
    const double tolerance =
        resize == "area" ? 0.501 : 0.5 + 255 / 4096.0 * 2.1;
    size_t i = 0;
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        for (int c = 0; c < size.channels; ++c) {
          const double real =
              resize == "area"
                  ? area(picture, size.width, size.height, x, y, c)
                  : bilinear(picture, size.width, size.height, x, y, c);
          ASSERT_NEAR(pixels[i++], real, tolerance) << x << ' ' << y;
        }
      }
    }
  }
}

std::string name_of(const ::testing::TestParamInfo<Size>& parameter) {
  const Size& size = parameter.param;
  return fmt::format("{}x{}to{}x{}x{}", size.source_width, size.source_height,
                     size.width, size.height, size.channels);
}

INSTANTIATE_TEST_SUITE_P(
    All, Resized,
    ::testing::Values(Size{8, 6, 8, 6, 3}, Size{16, 12, 8, 6, 1},
                      Size{37, 29, 13, 11, 3}, Size{13, 11, 37, 29, 3},
                      Size{9, 40, 23, 7, 1}, Size{1, 1, 3, 2, 3},
                      Size{5, 7, 1, 1, 1}, Size{4093, 3, 64, 2, 1},
                      Size{160, 120, 96, 96, 3}),
    name_of);

TEST(Image, OfTheSameSizeIsUnchanged) {
  const Picture picture = random_picture(11, 9, 3, 1);
  for (const std::string resize : {"area", "bilinear"}) {
    const std::vector<int> pixels =
        pixels_of(picture, {{"width", 11}, {"height", 9}, {"resize", resize}});
    EXPECT_THAT(picture.pixels, ::testing::ElementsAreArray(pixels));
  }
}

TEST(Image, IsCutFromTheMiddle) {
  // Of 10x4 pixels the middle 4x4 remain.
  Picture picture{10, 4, 1, {}};
  for (int i = 0; i < 40; ++i) {
    picture.pixels.push_back(static_cast<int16_t>(i));
  }
  EXPECT_THAT(pixels_of(picture, {{"width", 4}, {"height", 4}}),
              ::testing::ElementsAre(3, 4, 5, 6, 13, 14, 15, 16, 23, 24, 25, 26,
                                     33, 34, 35, 36));
  EXPECT_THAT(pixels_of(picture, {{"width", 2}, {"height", 2}}),
              ::testing::ElementsAre(9, 11, 29, 31));  // 8.5, 10.5 …
  // And of 4x10.
  picture.width = 4;
  picture.height = 10;
  EXPECT_THAT(pixels_of(picture, {{"width", 4}, {"height", 4}}),
              ::testing::ElementsAre(12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                                     23, 24, 25, 26, 27));
}

TEST(Image, GreyHasTheWeightsOfBt601) {
  const Picture picture{4, 1, 3, {255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30}};
  EXPECT_THAT(pixels_of(picture, {{"width", 4}, {"height", 1}, {"grey", true}}),
              ::testing::ElementsAre(76, 150, 29, 18));
}

TEST(Image, DoesNotDependOnThePieces) {
  const Picture picture = random_picture(20, 15, 3, 3);
  for (const std::string resize : {"area", "bilinear"}) {
    const KeyValues keys = {{"width", 24}, {"height", 31}, {"resize", resize}};
    const auto front_end = made("image", keys, picture.sensor());
    const std::vector<int8_t> whole =
        rows_of(*front_end, picture.sensor(), picture.pixels);
    ASSERT_EQ(whole.size(), 24U * 31 * 3);
    // One picture after another, 7 pixels at a time.
    front_end->reset();
    std::vector<int8_t> rows;
    std::vector<int8_t> row(24 * 3);
    std::span<const int16_t> left = picture.pixels;
    for (int pictures = 0; pictures < 2;) {
      bool row_is_ready = false;
      const int taken = front_end->push(
          left.first(std::min<size_t>(21, left.size())), row, row_is_ready);
      left = left.subspan(static_cast<size_t>(taken) * 3);
      if (row_is_ready) {
        rows.insert(rows.end(), row.begin(), row.end());
      }
      if (left.empty()) {
        left = picture.pixels;
        ++pictures;
      }
    }
    ASSERT_EQ(rows.size(), 2 * whole.size());
    EXPECT_TRUE(std::equal(whole.begin(), whole.end(), rows.begin()));
    EXPECT_TRUE(std::equal(whole.rbegin(), whole.rend(), rows.rbegin()));
  }
}

TEST(Image, TellsItsFormat) {
  const auto front_end =
      made("image", {{"width", 48}, {"height", 32}, {"grey", true}},
           {0, 3, 160, 120});
  const FeatureFormat format = front_end->format();
  EXPECT_EQ(format.width, 48);
  EXPECT_EQ(format.channels, 1);
  EXPECT_EQ(format.height, 32);
  EXPECT_EQ(format.scale, 1.0F / 255);
  EXPECT_EQ(format.zero_point, -128);
  const DeviceFrontEnd device = front_end->device();
  EXPECT_EQ(device.sample_type, "uint8_t");
  EXPECT_EQ(device.type,
            "firefly::features::Image<firefly::features::ResizeArea>");
  // The crop of 160x107, 48 sums, nothing else.
  EXPECT_EQ(device.memory_bytes, 160 + 48 * 4);
}

TEST(Image, RefusesWhatIsNoPicture) {
  EXPECT_THAT(refusal("image", {}, {16000, 1, 0, 0}),
              ::testing::HasSubstr("0x0 pixels"));
  EXPECT_THAT(refusal("image", {}, {0, 4, 160, 120}),
              ::testing::HasSubstr("4 channels"));
  EXPECT_THAT(
      refusal("image", {{"width", 97}, {"height", 101}, {"crop", false}},
              {0, 3, 8191, 8190}),
      ::testing::HasSubstr("resize = \"bilinear\""));
}

}  // namespace
}  // namespace firefly
