// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace firefly::events {

inline constexpr int32_t kNoClass = -1;

/// What a detector makes of one inference.
struct Event {
  int32_t class_index;  ///< kNoClass: none.
  int32_t score;        ///< In the unit of the detector.
};

}  // namespace firefly::events
