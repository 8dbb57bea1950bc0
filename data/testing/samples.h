// SPDX-License-Identifier: Apache-2.0
//
// Files as users have them, for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace firefly::testing {

/// An empty folder that is gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// These make the folders on the way. A sound is 16-bit mono PCM.
  void write(std::string_view file, std::string_view text) const;
  void write_wav(std::string_view file, int rate_hz,
                 const std::vector<int16_t>& samples) const;
  /// Grey if there is one byte a pixel, else RGB.
  void write_png(std::string_view file, int width, int height,
                 const std::vector<uint8_t>& pixels) const;

 private:
  std::filesystem::path path_;
};

/// Samples that differ for each seed, far from full scale.
[[nodiscard]] std::vector<int16_t> some_samples(size_t count, uint32_t seed);

}  // namespace firefly::testing
