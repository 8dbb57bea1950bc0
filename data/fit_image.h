// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/parameters.h"
#include "data/recording.h"

namespace firefly {

/// Part of an image, in pixels; may reach beyond it.
struct Frame {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

/// What is in `frame`, as width x height pixels. Each is the mean of the area
/// it covers (bilinear where it covers less than a pixel); beyond the border,
/// the border repeats.
[[nodiscard]] Signal cut_image(const Signal& image, const Frame& frame,
                               int width, int height);

/// The whole image as width x height pixels.
void fit_image(ImageFit fit, int width, int height, Signal& image);

}  // namespace firefly
