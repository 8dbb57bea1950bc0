// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "config/keys.h"

namespace firefly {

/// What the woken network sees at first.
enum class CascadeWindow : uint8_t {
  kNew,   ///< Nothing from before the event that woke it.
  kKept,  ///< What the first network saw.
};

/// The table [cascade]: another project's network wakes this one's.
struct CascadeParameters {
  std::string first;  ///< Its folder, from this one's; empty: none.
  CascadeWindow window = CascadeWindow::kNew;
  double awake_ms = 2000;  ///< That this network runs on after its event.

  [[nodiscard]] bool is_there() const { return !first.empty(); }
};

void declare(Keys& keys, CascadeParameters& parameters);

}  // namespace firefly
