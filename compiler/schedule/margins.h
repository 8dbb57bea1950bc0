// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lower/kernel_call.h"
#include "graph/graph.h"

namespace firefly {

/// What of a tensor stays when a window over an endless stream of rows moves
/// on: rows that depend on no margin only move up. Those near the edges depend
/// on where the window begins and ends and are other ones in every window.
struct MovedRows {
  /// Rows [first, last) are not made again: whole calls of the writer.
  int32_t first = 0;
  int32_t last = 0;
  /// They were so many rows further down before; 0 where nobody reads them, so
  /// that nothing has to be kept.
  int32_t by = 0;

  [[nodiscard]] int32_t count() const { return last - first; }
};

/// Such a window. Rows that are made again near the upper edge read rows that
/// have long been there, so rings of a few rows do not do: tensors are whole.
struct MovingWindow {
  int32_t hop_rows = 0;
  /// Of the outputs of operators [0, moved.size()), from the feed on. The rest
  /// runs as a whole.
  std::vector<MovedRows> moved;
};

/// Operators from the feed on that go row by row, at most `most_ops`, as far as
/// some of their rows stay; nothing if none do. `hop_rows`: from window to
/// window; 0 for the shortest by which all of them move. calls[0] is the
/// feed's.
[[nodiscard]] std::optional<MovingWindow> find_moving_window(
    const Graph& graph, const std::vector<KernelCall>& calls,
    int32_t hop_rows = 0, size_t most_ops = std::numeric_limits<size_t>::max());

/// Why there is no such window, in words that name the operator.
[[nodiscard]] std::string why_no_window_moves(
    const Graph& graph, const std::vector<KernelCall>& calls, int32_t hop_rows);

/// What a moving window comes to.
struct KeptRows {
  int32_t hop_rows = 0;
  int64_t macs = 0;        ///< Of a hop.
  int64_t macs_whole = 0;  ///< Of a window.
  int64_t kept_bytes = 0;  ///< Of tensors that stay from hop to hop.
};

/// With the shortest hop; nothing if no row stays.
[[nodiscard]] std::optional<KeptRows> find_kept_rows(
    const Graph& graph, const std::vector<KernelCall>& calls);

}  // namespace firefly
