// SPDX-License-Identifier: Apache-2.0
#include "data/fit_image.h"

#include <algorithm>
#include <cmath>

namespace firefly {
namespace {

/// The source pixels of one target pixel along one axis.
struct Taps {
  std::vector<int> index;
  std::vector<float> weight;
};

// A triangle as wide as a target pixel, at least as a source pixel: bilinear
// when enlarging, without aliases when shrinking.
std::vector<Taps> taps_along(double begin, double length, int source,
                             int target) {
  const double step = length / target;
  const double radius = std::max(step, 1.0);
  std::vector<Taps> all(static_cast<size_t>(target));
  for (int i = 0; i < target; ++i) {
    Taps& taps = all[static_cast<size_t>(i)];
    const double centre = begin + (i + 0.5) * step - 0.5;
    double sum = 0;
    for (int j = static_cast<int>(std::ceil(centre - radius));
         j <= static_cast<int>(std::floor(centre + radius)); ++j) {
      const double weight = 1 - std::abs(j - centre) / radius;
      if (weight > 0) {
        taps.index.push_back(std::clamp(j, 0, source - 1));
        taps.weight.push_back(static_cast<float>(weight));
        sum += weight;
      }
    }
    for (float& weight : taps.weight) {
      weight /= static_cast<float>(sum);
    }
  }
  return all;
}

}  // namespace

Signal cut_image(const Signal& image, const Frame& frame, int width,
                 int height) {
  const auto channels = static_cast<size_t>(image.channels);
  const std::vector<Taps> across =
      taps_along(frame.left, frame.width, image.width, width);
  const std::vector<Taps> down =
      taps_along(frame.top, frame.height, image.height, height);
  const auto source_line = static_cast<size_t>(image.width) * channels;
  const auto line = static_cast<size_t>(width) * channels;
  Signal cut = image;
  cut.width = width;
  cut.height = height;
  cut.values.assign(line * static_cast<size_t>(height), 0);
  std::vector<float> mixed(source_line);
  for (size_t y = 0; y < down.size(); ++y) {
    std::fill(mixed.begin(), mixed.end(), 0.0F);
    for (size_t k = 0; k < down[y].index.size(); ++k) {
      const float* const source =
          image.values.data() +
          static_cast<size_t>(down[y].index[k]) * source_line;
      for (size_t i = 0; i < source_line; ++i) {
        mixed[i] += down[y].weight[k] * source[i];
      }
    }
    float* target = cut.values.data() + y * line;
    for (const Taps& taps : across) {
      for (size_t c = 0; c < channels; ++c, ++target) {
        for (size_t k = 0; k < taps.index.size(); ++k) {
          *target += taps.weight[k] *
                     mixed[static_cast<size_t>(taps.index[k]) * channels + c];
        }
      }
    }
  }
  return cut;
}

void fit_image(ImageFit fit, int width, int height, Signal& image) {
  Frame frame{0, 0, static_cast<double>(image.width),
              static_cast<double>(image.height)};
  const double across = frame.width / width;
  const double down = frame.height / height;
  if (fit == ImageFit::kCrop || fit == ImageFit::kPad) {
    const double scale = fit == ImageFit::kCrop ? std::min(across, down)
                                                : std::max(across, down);
    frame.width = scale * width;
    frame.height = scale * height;
    frame.left = (image.width - frame.width) / 2;
    frame.top = (image.height - frame.height) / 2;
  }
  image = cut_image(image, frame, width, height);
}

}  // namespace firefly
