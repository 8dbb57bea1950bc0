// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "data/data_set.h"
#include "data/parameters.h"
#include "frontends/front_end.h"
#include "graph/status.h"

namespace firefly {

/// The data set of [data], as the sensor would deliver it; `path` is taken from
/// `project` on. The same files and keys give the same set, on any number of
/// cores. With skip_bad = false, a file that can not be used is an error that
/// names it; otherwise it is a problem of the set.
[[nodiscard]] Expected<DataSet> load_data(const DataParameters& parameters,
                                          const SensorFormat& sensor,
                                          const std::filesystem::path& project);

}  // namespace firefly
