// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/lower/kernel_call.h"
#include "graph/graph.h"

namespace firefly {

/// What of a window over an endless stream of rows would stay the same when it
/// moves on, in a network that sees margins above or below: rows that depend on
/// no margin only move up. Those near the edges depend on where the window
/// begins and ends and are other ones in every window.
struct KeptRows {
  int32_t hop_rows = 0;    ///< The shortest hop by which all its rows move.
  int64_t macs = 0;        ///< Of a hop, when rows that stay are kept.
  int64_t macs_whole = 0;  ///< Of a window.
  /// Of all rows that a window has in it: each is needed again next to an edge,
  /// so that none of the tensors can be a ring of a few rows.
  int64_t kept_bytes = 0;
};

/// Of the operators from the feed on that go row by row, as far as they move
/// together; the others count as a whole. Nothing if no row would stay.
/// calls[0] is the feed's.
[[nodiscard]] std::optional<KeptRows> find_kept_rows(
    const Graph& graph, const std::vector<KernelCall>& calls);

}  // namespace firefly
