// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/data_set.h"
#include "data/parameters.h"
#include "graph/status.h"

namespace firefly {

/// A file of a data set and what its name, folder or list say about it.
struct FoundFile {
  std::string path;   ///< From the root, with '/'.
  std::string label;  ///< Empty: unknown before it is read.
  std::string group;
  std::string split;
  bool is_noise = false;
  /// Samples a second of a file that does not say it; 0: [data.table] does.
  double rate_hz = 0;
};

struct FoundFiles {
  std::filesystem::path root;
  std::vector<FoundFile> files;  ///< Sorted by path.
};

/// The files that `parameters` describe, from `project` on. What is there and
/// not used, or listed and not there, becomes a problem.
[[nodiscard]] Expected<FoundFiles> find_files(
    const DataParameters& parameters, const std::filesystem::path& project,
    std::vector<Problem>& problems);

}  // namespace firefly
