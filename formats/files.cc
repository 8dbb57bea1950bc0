// SPDX-License-Identifier: Apache-2.0
#include "formats/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace firefly {

Expected<std::vector<uint8_t>> read_file(const std::filesystem::path& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? std::streamoff{file.tellg()} : -1;
  if (!file || std::filesystem::is_directory(path, error)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: cannot be read", path.string())};
  }
  std::vector<uint8_t> bytes(
      static_cast<size_t>(std::max<std::streamoff>(size, 0)));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
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
