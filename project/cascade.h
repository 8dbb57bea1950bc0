// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/keys.h"

namespace firefly {

/// The table [cascade]: another project's network wakes this one's.
struct CascadeParameters {
  std::string first;       ///< Its folder, from this one's; empty: none.
  double awake_ms = 2000;  ///< That this network runs on after its event.

  [[nodiscard]] bool is_there() const { return !first.empty(); }
};

void declare(Keys& keys, CascadeParameters& parameters);

}  // namespace firefly
