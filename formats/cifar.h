// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "formats/image.h"
#include "graph/status.h"

namespace firefly {

struct CifarImage {
  Image image;  ///< 32x32 RGB.
  int label = 0;
};

/// Reads a batch of CIFAR-10's binary version: a byte of label and 3072 of
/// pixels, colour after colour, for each image. `name` starts every message.
[[nodiscard]] Expected<std::vector<CifarImage>> read_cifar10(
    std::span<const uint8_t> bytes, const std::string& name);

}  // namespace firefly
