// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// A line of a list of files.
struct ListedFile {
  std::string path;
  std::string label;
  std::string group;
  std::string split;
  double rate_hz = 0;  ///< 0: the list does not say.
};

/// Reads a CSV with a header. The columns are known by any of the usual names:
/// file (path, wav, png, image …), label (class, category), group (speaker,
/// person, subject, machine, session), split (set, subset), rate_hz
/// (sample_rate). `name` starts every message.
[[nodiscard]] Expected<std::vector<ListedFile>> read_file_list(
    std::string_view text, const std::string& name);

}  // namespace firefly
