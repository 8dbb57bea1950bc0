// SPDX-License-Identifier: Apache-2.0
//
// Memory for rows, each of which is live at a time of its own.
#pragma once

#include <cstdint>
#include <vector>

namespace firefly {

/// Bytes that are live during the steps [first_step, last_step].
struct LivePiece {
  int32_t item = 0;
  int32_t start = 0;  ///< From the start of its item.
  int32_t bytes = 0;
  int32_t first_step = 0;
  int32_t last_step = 0;
  /// Index of a piece whose last step is this one's first: this one may start
  /// where that one does, or below it. -1 for none.
  int32_t over = -1;
};

/// Items lie anywhere, their pieces where they start in them. Those of an item
/// never collide with each other.
struct RowProblem {
  std::vector<LivePiece> pieces;
  int32_t items = 0;
  int32_t alignment = 8;  ///< Of items.
};

struct RowPacking {
  std::vector<int32_t> offsets;  ///< By item.
  int32_t total_bytes = 0;
};

/// The most that is live at one step: no packing needs less.
[[nodiscard]] int32_t least_bytes(const RowProblem& problem);

/// Offsets such that no two pieces collide: items are put as low as those
/// before them allow, in orders that a local search improves until the least is
/// reached or much has been tried. Deterministic.
[[nodiscard]] RowPacking pack_rows(const RowProblem& problem);

}  // namespace firefly
