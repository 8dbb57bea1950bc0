// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// A labelled series of a `.ts` file.
struct SeriesCase {
  std::vector<std::vector<float>>
      dimensions;     ///< NaN where a value is missing.
  std::string label;  ///< Empty without classes.
};

/// Reads the `.ts` format of the UCR and UEA archives (sktime's, without time
/// stamps). `name` starts every message.
[[nodiscard]] Expected<std::vector<SeriesCase>> read_time_series(
    std::string_view text, const std::string& name);

}  // namespace firefly
