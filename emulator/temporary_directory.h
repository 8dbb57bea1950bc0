// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "graph/status.h"

namespace firefly {

/// A fresh directory that disappears, with all in it, with its owner.
class TemporaryDirectory {
 public:
  static Expected<TemporaryDirectory> create();

  TemporaryDirectory(TemporaryDirectory&& other) noexcept;
  TemporaryDirectory& operator=(TemporaryDirectory&& other) noexcept;
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::filesystem::path path);

  std::filesystem::path path_;
};

}  // namespace firefly
