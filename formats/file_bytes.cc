// SPDX-License-Identifier: Apache-2.0
#include "formats/file_bytes.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace firefly {

Expected<std::vector<uint8_t>> read_bytes(const std::filesystem::path& path,
                                          const std::string& name) {
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = stream ? std::streamoff{stream.tellg()} : -1;
  std::vector<uint8_t> bytes(size < 0 ? 0 : static_cast<size_t>(size));
  stream.seekg(0);
  stream.read(reinterpret_cast<char*>(bytes.data()), size < 0 ? 0 : size);
  if (size < 0 || !stream) {
    return Error{ErrorCode::kNotFound, fmt::format("{}: can not be read: {}",
                                                   name, std::strerror(errno))};
  }
  return bytes;
}

}  // namespace firefly
