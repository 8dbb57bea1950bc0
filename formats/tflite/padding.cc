// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/padding.h"

#include <algorithm>

namespace firefly::tflite {
namespace {

int64_t total_margin(int64_t extent, int64_t window, int64_t stride,
                     int64_t dilation) {
  const int64_t reach = (window - 1) * dilation + 1;
  const int64_t output = (extent + stride - 1) / stride;
  return std::max(int64_t{0}, (output - 1) * stride + reach - extent);
}

}  // namespace

Margins same_margins(const Window& window, const Shape& shape) {
  const int64_t rows =
      total_margin(shape[1], window.height, window.stride_h, window.dilation_h);
  const int64_t columns =
      total_margin(shape[2], window.width, window.stride_w, window.dilation_w);
  return {.top = static_cast<int32_t>(rows / 2),
          .bottom = static_cast<int32_t>(rows - rows / 2),
          .left = static_cast<int32_t>(columns / 2),
          .right = static_cast<int32_t>(columns - columns / 2)};
}

}  // namespace firefly::tflite
