// SPDX-License-Identifier: Apache-2.0
#include "data/augment/image.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace firefly {
namespace {

/// From a pixel of the result to where it comes from.
struct Affine {
  double xx = 1, xy = 0, x0 = 0;
  double yx = 0, yy = 1, y0 = 0;
};

Affine draw_affine(const ImageAugmentation& parameters, const Signal& image,
                   Random& random) {
  const double angle = random.between(-1, 1) * parameters.rotation_degrees *
                       std::numbers::pi / 180;
  const double zoom = 1 + random.between(-1, 1) * parameters.zoom_percent / 100;
  const double dx =
      random.between(-1, 1) * parameters.shift_percent / 100 * image.width;
  const double dy =
      random.between(-1, 1) * parameters.shift_percent / 100 * image.height;
  const double mirror = parameters.flip && random.chance(0.5) ? -1 : 1;
  const double cosine = std::cos(angle) / zoom;
  const double sine = std::sin(angle) / zoom;
  Affine affine;
  affine.xx = mirror * cosine;
  affine.xy = -sine;
  affine.yx = mirror * sine;
  affine.yy = cosine;
  // About the middle of the image.
  const double cx = (image.width - 1) / 2.0;
  const double cy = (image.height - 1) / 2.0;
  affine.x0 = cx - affine.xx * cx - affine.xy * cy + dx;
  affine.y0 = cy - affine.yx * cx - affine.yy * cy + dy;
  return affine;
}

Signal transform(const Signal& image, const Affine& affine) {
  const auto channels = static_cast<size_t>(image.channels);
  const auto pixel = [&](int x, int y) {
    const int inside_x = std::clamp(x, 0, image.width - 1);
    const int inside_y = std::clamp(y, 0, image.height - 1);
    return image.values.data() +
           static_cast<size_t>(inside_y * image.width + inside_x) * channels;
  };
  Signal result = image;
  float* target = result.values.data();
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const double from_x = affine.xx * x + affine.xy * y + affine.x0;
      const double from_y = affine.yx * x + affine.yy * y + affine.y0;
      const int left = static_cast<int>(std::floor(from_x));
      const int top = static_cast<int>(std::floor(from_y));
      const auto right_part = static_cast<float>(from_x - left);
      const auto low_part = static_cast<float>(from_y - top);
      const std::array<const float*, 4> corners = {
          pixel(left, top), pixel(left + 1, top), pixel(left, top + 1),
          pixel(left + 1, top + 1)};
      for (size_t c = 0; c < channels; ++c, ++target) {
        const float high =
            corners[0][c] + right_part * (corners[1][c] - corners[0][c]);
        const float low =
            corners[2][c] + right_part * (corners[3][c] - corners[2][c]);
        *target = high + low_part * (low - high);
      }
    }
  }
  return result;
}

double factor_of(double percent, Random& random) {
  return 1 + random.between(-1, 1) * percent / 100;
}

void change_colours(const ImageAugmentation& parameters, Signal& image,
                    Random& random) {
  const auto channels = static_cast<size_t>(image.channels);
  const auto brightness = static_cast<float>(
      random.between(-1, 1) * parameters.brightness_percent / 100 * 255);
  const auto contrast =
      static_cast<float>(factor_of(parameters.contrast_percent, random));
  const auto saturation =
      static_cast<float>(factor_of(parameters.saturation_percent, random));
  std::vector<float> gains(channels);
  for (float& gain : gains) {
    gain = static_cast<float>(factor_of(parameters.colour_percent, random));
  }
  double sum = 0;
  for (const float value : image.values) {
    sum += static_cast<double>(value);
  }
  const auto mean =
      static_cast<float>(sum / static_cast<double>(image.values.size()));
  for (size_t i = 0; i < image.values.size(); i += channels) {
    float* const pixel = image.values.data() + i;
    float grey = 0;
    for (size_t c = 0; c < channels; ++c) {
      pixel[c] = mean + contrast * (pixel[c] * gains[c] - mean) + brightness;
      grey += pixel[c] / static_cast<float>(channels);
    }
    for (size_t c = 0; c < channels; ++c) {
      pixel[c] =
          std::clamp(grey + saturation * (pixel[c] - grey), 0.0F, 255.0F);
    }
  }
}

// A square anywhere, also partly outside, in the middle of the range.
void cut_out(double percent, Signal& image, Random& random) {
  constexpr float kHidden = 128;
  const double side =
      random.fraction() * percent / 100 * std::min(image.width, image.height);
  const double left = random.between(-side, image.width);
  const double top = random.between(-side, image.height);
  const auto channels = static_cast<size_t>(image.channels);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      if (x >= left && x < left + side && y >= top && y < top + side) {
        std::fill_n(
            image.values.begin() +
                static_cast<std::ptrdiff_t>(
                    static_cast<size_t>(y * image.width + x) * channels),
            channels, kHidden);
      }
    }
  }
}

}  // namespace

Signal augment_image(const ImageAugmentation& parameters, const Signal& image,
                     Random& random) {
  const ImageAugmentation& p = parameters;
  Signal result = image;
  if (p.flip || p.shift_percent > 0 || p.zoom_percent > 0 ||
      p.rotation_degrees > 0) {
    result = transform(image, draw_affine(p, image, random));
  }
  if (p.brightness_percent > 0 || p.contrast_percent > 0 ||
      p.saturation_percent > 0 || p.colour_percent > 0) {
    change_colours(p, result, random);
  }
  if (p.cutout_percent > 0) {
    cut_out(p.cutout_percent, result, random);
  }
  return result;
}

}  // namespace firefly
