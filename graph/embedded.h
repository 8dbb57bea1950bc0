// SPDX-License-Identifier: Apache-2.0
//
// Text files that the build puts into the binary (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace firefly {

/// `path` is relative to the folder that the files were taken from.
struct EmbeddedFile {
  std::string_view path;
  std::string_view text;
};

}  // namespace firefly
