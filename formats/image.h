// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// Pixels in raster order, `channels` bytes each: 1 (grey) or 3 (RGB).
struct Image {
  int width = 0;
  int height = 0;
  int channels = 3;
  std::vector<uint8_t> pixels;
};

/// Reads PNG, JPEG and BMP. Transparency is dropped. `name` starts every
/// message.
[[nodiscard]] Expected<Image> read_image(std::span<const uint8_t> bytes,
                                         const std::string& name);

}  // namespace firefly
