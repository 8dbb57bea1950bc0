// SPDX-License-Identifier: Apache-2.0
#include "formats/image.h"

#include <fmt/format.h>
#include <stb_image.h>

#include <limits>
#include <memory>

namespace firefly {
namespace {

// A header can claim what no camera makes; stb would allocate it.
constexpr int64_t kMaxPixels = 100'000'000;

}  // namespace

Expected<Image> read_image(std::span<const uint8_t> bytes,
                           const std::string& name) {
  if (bytes.size() > std::numeric_limits<int>::max()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: is too large for an image", name)};
  }
  const auto size = static_cast<int>(bytes.size());
  Image image;
  int channels = 0;
  const bool has_header =
      stbi_info_from_memory(bytes.data(), size, &image.width, &image.height,
                            &channels) != 0;
  if (has_header && int64_t{image.width} * image.height > kMaxPixels) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: the header claims {}x{} pixels", name,
                             image.width, image.height)};
  }
  image.channels = channels <= 2 ? 1 : 3;  // 2 and 4 have transparency.
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      has_header
          ? stbi_load_from_memory(bytes.data(), size, &image.width,
                                  &image.height, &channels, image.channels)
          : nullptr,
      stbi_image_free);
  if (pixels == nullptr) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: is not an image that can be read: {}", name,
                             stbi_failure_reason())};
  }
  const auto count = static_cast<size_t>(image.width) *
                     static_cast<size_t>(image.height) *
                     static_cast<size_t>(image.channels);
  image.pixels.assign(pixels.get(), pixels.get() + count);
  return image;
}

}  // namespace firefly
