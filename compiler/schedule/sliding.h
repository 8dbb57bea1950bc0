// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "compiler/schedule/plan.h"

namespace firefly {

/// The part of a network that can go on from window to window over an endless
/// stream of rows: operators [0, last), from the feed on, none of which sees a
/// margin above or below, so that a row of theirs depends on the input rows
/// below it only and not on where the window starts. The rest reads the newest
/// rows of one tensor, the output of operator last - 1.
struct Sliding {
  int32_t last = 0;
  /// By operator: rows that it makes in a hop. The first is the hop: input
  /// rows from window to window.
  std::vector<int32_t> rates;
  /// Input rows from the first to the last that a window sees; strides may
  /// leave some at the end of the model's input unread.
  int32_t window_rows = 0;
};

/// The longest such part; nothing if the network has none beyond the feed.
/// `hop_rows`: 0 for as few as possible. calls[0] is the feed's.
[[nodiscard]] std::optional<Sliding> find_sliding(
    const Graph& graph, const std::vector<KernelCall>& calls,
    int32_t hop_rows = 0);

}  // namespace firefly
