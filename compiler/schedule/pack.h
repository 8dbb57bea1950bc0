// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace firefly {

/// A piece of memory needed during the steps [first_step, last_step].
struct PackBuffer {
  int32_t bytes = 0;
  int32_t first_step = 0;
  int32_t last_step = 0;
};

struct PackProblem {
  std::vector<PackBuffer> buffers;
  /// (a, b) -> d: although both are live, b may start d bytes after a, with
  /// d < bytes of a. Without an entry it must start after the end of a.
  std::map<std::pair<std::size_t, std::size_t>, int32_t> overlap_bytes;
  int32_t alignment = 4;
};

struct Packing {
  std::vector<int32_t> offsets;
  int32_t total_bytes = 0;
  int32_t lower_bound_bytes = 0;  ///< No packing needs less.
};

/// Offsets such that no two live buffers collide. Stops as soon as the lower
/// bound is reached (then the packing is optimal), else after a fixed number
/// of attempts. Deterministic.
[[nodiscard]] Packing pack(const PackProblem& problem);

}  // namespace firefly
