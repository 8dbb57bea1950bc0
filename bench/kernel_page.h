// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/measure.h"

namespace firefly {

/// What a multiplication and addition costs at least on a core, when nothing is
/// loaded, widened or stored.
struct MacLimit {
  double instructions = 0;
  double cycles = 0;
};

/// By core and instruction set of a board; null where we know none.
[[nodiscard]] std::optional<MacLimit> mac_limit(const Board& board);

/// A table a board: costs a MAC and their distance to the limit. Operators
/// without MACs are counted by elements of the output.
[[nodiscard]] std::string kernel_tables(const std::vector<BenchRow>& rows);

}  // namespace firefly
