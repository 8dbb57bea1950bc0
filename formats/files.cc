// SPDX-License-Identifier: Apache-2.0
#include "formats/files.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace firefly {

Expected<std::vector<uint8_t>> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: cannot be read", path.string())};
  }
  return std::vector<uint8_t>(std::istreambuf_iterator<char>(file), {});
}

Status write_file(const std::filesystem::path& path,
                  std::string_view contents) {
  std::error_code error;
  if (path.has_parent_path()) {
    std::filesystem::create_directories(path.parent_path(), error);
  }
  std::filesystem::path partial = path;
  partial += ".partial";
  std::ofstream file(partial, std::ios::binary);
  file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  file.close();
  if (file) {
    std::filesystem::rename(partial, path, error);
  }
  if (!file || error) {
    std::filesystem::remove(partial, error);
    return Error{ErrorCode::kFailed,
                 fmt::format("{}: cannot be written", path.string())};
  }
  return {};
}

Status write_file(const std::filesystem::path& path,
                  std::span<const uint8_t> contents) {
  return write_file(
      path, std::string_view(reinterpret_cast<const char*>(contents.data()),
                             contents.size()));
}

}  // namespace firefly
