// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/data_set.h"
#include "graph/status.h"
#include "project/project.h"

namespace firefly {

/// The recordings of [data], the synthetic ones of [synthesis], or both. Beside
/// real ones, synthetic ones are for training; with synthesis.alone they are
/// for training and validation, and all real ones are the test.
[[nodiscard]] Expected<DataSet> load_project_data(const Project& project);

}  // namespace firefly
