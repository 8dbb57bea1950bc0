// SPDX-License-Identifier: Apache-2.0
#include "emulator/temporary_directory.h"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>
#include <utility>

namespace firefly {

Expected<TemporaryDirectory> TemporaryDirectory::create() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  std::string name = (parent / "firefly-XXXXXX").string();
  if (error || mkdtemp(name.data()) == nullptr) {
    return Error{
        ErrorCode::kFailed,
        fmt::format("no temporary directory in '{}'", parent.string())};
  }
  return TemporaryDirectory(std::move(name));
}

TemporaryDirectory::TemporaryDirectory(std::filesystem::path path)
    : path_(std::move(path)) {}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryDirectory& TemporaryDirectory::operator=(
    TemporaryDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryDirectory::~TemporaryDirectory() {
  if (!path_.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
}

}  // namespace firefly
