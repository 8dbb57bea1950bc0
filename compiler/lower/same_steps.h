// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace firefly {

/// Whether two ways to make an output from a sum agree for every sum from
/// `least` to `largest`: as neither ever falls, it is enough to look where the
/// first one steps.
template <class Plain, class Fast>
[[nodiscard]] bool has_same_steps(const Plain& plain, const Fast& fast,
                                  int64_t least, int64_t largest) {
  int64_t low = least;
  while (plain(low) == fast(low) && plain(low) < plain(largest)) {
    int64_t below = low;
    for (int64_t above = largest; above - below > 1;) {
      const int64_t middle = (below + above) >> 1;
      (plain(middle) == plain(low) ? below : above) = middle;
    }
    if (fast(below) != plain(below)) {
      return false;
    }
    low = below + 1;
  }
  return plain(low) == fast(low) && plain(largest) == fast(largest);
}

}  // namespace firefly
