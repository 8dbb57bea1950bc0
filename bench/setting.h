// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compiler/schedule/plan.h"
#include "emulator/fit.h"
#include "graph/status.h"

namespace firefly {

/// How a row of a table was compiled.
struct Setting {
  std::string text;  ///< The options of `firefly run`: "--fit ram".
  Fit fit = Fit::kSpeed;
  Limits limits;
  Streaming streaming = Streaming::kNone;
};

/// From the options as a user types them; none is the default.
[[nodiscard]] Expected<Setting> parse_setting(const std::string& text);

}  // namespace firefly
