// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "data/data_set.h"
#include "data/events.h"
#include "data/find_files.h"
#include "data/parameters.h"
#include "frontends/front_end.h"

namespace firefly {

/// What a file gives: its recordings as the sensor would deliver them, and what
/// is wrong with it.
struct FileContent {
  DataFile file;
  std::vector<Recording> recordings;
  std::vector<Problem> problems;
};

[[nodiscard]] FileContent read_recordings(const DataParameters& parameters,
                                          const SensorFormat& sensor,
                                          const EventList& events,
                                          const std::filesystem::path& root,
                                          const FoundFile& found);

}  // namespace firefly
