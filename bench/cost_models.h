// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/suite.h"

namespace firefly {

/// Networks of many int8 operators beside each other, each with an input of its
/// own: small layers of all shapes, so that what a kernel repeats can be told
/// apart (see compiler/lower/kernel_costs.h).
[[nodiscard]] std::vector<SuiteModel> cost_models();

}  // namespace firefly
