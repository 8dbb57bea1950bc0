// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/status.h"

namespace firefly {

struct SuiteModel {
  std::string label;  ///< "KWS"
  std::filesystem::path path;
  std::optional<Graph> graph;  ///< Instead of a file.
};

struct Suite {
  std::string name;
  std::string page;  ///< Stem of the files that hold its figures.
  std::vector<SuiteModel> models;
};

/// "mlperf-tiny": the tasks of MLPerf Tiny and micro_speech; "models": every
/// .tflite there is; both from the folder that FIREFLY_SHARED names, or
/// ../shared. "examples": those of this repository, from ./examples.
/// "kernels": one operator each, made here.
[[nodiscard]] Expected<Suite> find_suite(const std::string& name);

/// What find_suite() knows.
[[nodiscard]] const std::vector<std::string>& suite_names();

}  // namespace firefly
