// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/status.h"

namespace firefly {

struct SuiteModel {
  std::string label;  ///< "KWS"
  std::filesystem::path path;
};

/// The models of a suite, from the folder that FIREFLY_SHARED names, or
/// ../shared. "mlperf-tiny": its tasks; "models": every .tflite there is.
[[nodiscard]] Expected<std::vector<SuiteModel>> find_suite(
    const std::string& name);

}  // namespace firefly
