// SPDX-License-Identifier: Apache-2.0
//
// All operators of a graph, and which of them may spend flash on speed.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "compiler/lower/lower.h"

namespace firefly {

/// What a byte of flash has to save, in cycles an inference, when nobody asked
/// for the flash to be used up.
inline constexpr double kWorthwhileSaving = 8;

/// What transforming weights at run time takes of flash, code and tables.
inline constexpr int64_t kLateWeightsBytes = 6 * 1024;

/// The flash that a model may take, code included.
struct FlashLimit {
  int64_t bytes = std::numeric_limits<int64_t>::max();
  /// The user names it, so all of it may be used for speed.
  bool is_given = false;
  /// Less of it is worth more than speed.
  bool is_scarce = false;
  /// Loops of more code than that wait for it in every turn: what an
  /// instruction cache holds before a flash that is slower than its core.
  int64_t loop_bytes = std::numeric_limits<int64_t>::max();
};

/// What an operator may spend RAM on to be faster.
enum class RamUse : uint8_t {
  kLeast,    ///< Nothing: its scratch is small.
  kScratch,  ///< Scratch memory.
  kRows,     ///< That, calls that make two rows, and outputs that are planes
             ///< (see use_planes()).
};

struct LowerOptions {
  FlashLimit flash;
  bool sliding = false;  ///< As in LowerContext.
  /// Rows move up in memory, one by one: no two share planes.
  bool moving = false;
  /// By operator; kRows for those beyond its end.
  std::vector<RamUse> ram_use = {};
  /// By operator, as in LowerContext; shorter or empty: 0.
  std::vector<int32_t> late_rows = {};
  /// The kernel for all operators that can have it, whatever it costs: for
  /// those who measure. Empty: the cheapest within the limits.
  std::string_view kernel = {};

  [[nodiscard]] RamUse ram_use_of(size_t op) const {
    return op < ram_use.size() ? ram_use[op] : RamUse::kRows;
  }
};

/// Lowers every operator. Convolutions whose weights may grow for speed do so
/// in the order of time saved a byte, as estimate_time() has it, as long as
/// there is room: up to the limit, less an allowance for code. Unless the user
/// gives the limit, constants may grow by three fifths at most, and only where
/// a byte saves eight cycles an inference.
[[nodiscard]] std::vector<KernelCall> lower_operators(
    const Graph& graph, Isa isa, const LowerOptions& options);

}  // namespace firefly
