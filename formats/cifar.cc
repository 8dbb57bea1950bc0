// SPDX-License-Identifier: Apache-2.0
#include "formats/cifar.h"

#include <fmt/format.h>

namespace firefly {

Expected<std::vector<CifarImage>> read_cifar10(std::span<const uint8_t> bytes,
                                               const std::string& name) {
  constexpr size_t kPixels = 32 * 32;
  constexpr size_t kRecord = 1 + 3 * kPixels;
  constexpr int kClasses = 10;
  if (bytes.empty() || bytes.size() % kRecord != 0) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: expected a multiple of {} bytes, found {}",
                             name, kRecord, bytes.size())};
  }
  std::vector<CifarImage> images;
  for (size_t at = 0; at < bytes.size(); at += kRecord) {
    CifarImage& next = images.emplace_back();
    next.label = bytes[at];
    if (next.label >= kClasses) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: image {} has label {}, expected 0 … 9",
                               name, images.size() - 1, next.label)};
    }
    next.image = {32, 32, 3, std::vector<uint8_t>(3 * kPixels)};
    for (size_t i = 0; i < 3 * kPixels; ++i) {
      const size_t colour = i % 3;
      next.image.pixels[i] = bytes[at + 1 + colour * kPixels + i / 3];
    }
  }
  return images;
}

}  // namespace firefly
