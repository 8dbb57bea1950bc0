// SPDX-License-Identifier: Apache-2.0
#include "data/testing/samples.h"

#include <stb_image_write.h>
#include <stdlib.h>

#include <fstream>
#include <random>

#include "graph/status.h"

namespace firefly::testing {
namespace {

namespace fs = std::filesystem;

void put(std::string& text, uint32_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) {
    text += static_cast<char>(value >> (8 * i));
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "firefly_XXXXXX").string();
  FIREFLY_CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void TemporaryFolder::write(std::string_view file,
                            std::string_view text) const {
  const fs::path path = path_ / file;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void TemporaryFolder::write_wav(std::string_view file, int rate_hz,
                                const std::vector<int16_t>& samples) const {
  const auto bytes = static_cast<uint32_t>(samples.size() * 2);
  std::string text = "RIFF";
  put(text, bytes + 36, 4);
  text += "WAVEfmt ";
  put(text, 16, 4);
  put(text, 1, 2);  // PCM
  put(text, 1, 2);  // mono
  put(text, static_cast<uint32_t>(rate_hz), 4);
  put(text, static_cast<uint32_t>(rate_hz * 2), 4);
  put(text, 2, 2);
  put(text, 16, 2);
  text += "data";
  put(text, bytes, 4);
  for (const int16_t sample : samples) {
    put(text, static_cast<uint16_t>(sample), 2);
  }
  write(file, text);
}

void TemporaryFolder::write_png(std::string_view file, int width, int height,
                                const std::vector<uint8_t>& pixels) const {
  const fs::path path = path_ / file;
  fs::create_directories(path.parent_path());
  const int channels = static_cast<int>(pixels.size()) / (width * height);
  FIREFLY_CHECK(stbi_write_png(path.c_str(), width, height, channels,
                               pixels.data(), width * channels) != 0);
}

std::vector<int16_t> some_samples(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<int16_t> samples(count);
  for (int16_t& sample : samples) {
    sample = static_cast<int16_t>(static_cast<int>(random() % 20000) - 10000);
  }
  return samples;
}

}  // namespace firefly::testing
