// SPDX-License-Identifier: Apache-2.0
//
// What the compiler decides before any code is printed: which operators run
// interleaved row by row, how many rows of each tensor stay in memory, and
// where every byte lies.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/lower/kernel_call.h"
#include "compiler/lower/lower_operators.h"
#include "compiler/schedule/margins.h"
#include "graph/graph.h"

namespace firefly {

/// What the user asks the schedule to favour.
enum class Fit : uint8_t { kSpeed, kRam, kFlash };

/// "speed", "ram", "flash".
[[nodiscard]] std::string_view name_of(Fit fit);
[[nodiscard]] std::optional<Fit> find_fit(std::string_view name);

/// How inputs arrive.
enum class Streaming : uint8_t {
  kNone,     ///< Whole; the caller writes them into the model's memory.
  kLines,    ///< Row by row, a frame after the other.
  kSliding,  ///< Row by row without end: a window slides over them.
  /// Likewise over a network with margins above or below: rows that see none
  /// move up.
  kMoving,
  kAuto,  ///< Whichever pays; of options, not of plans.
};

/// "none", "lines", "sliding" (both), "auto".
[[nodiscard]] std::string_view name_of(Streaming streaming);

/// What to plan for.
struct RowStream {
  Streaming streaming = Streaming::kNone;
  /// Sliding or moving: input rows from window to window; 0 for the fewest.
  int32_t hop_rows = 0;
  /// Moving: rows stay of the outputs of so many operators at most.
  size_t most_ops = std::numeric_limits<size_t>::max();
};

/// Consecutive operators [first, last) that run as one loop. With more than
/// one, every operator computes its next row as soon as the rows that it
/// needs exist, so the tensors between them need only a few rows each.
struct Group {
  int32_t first = 0;
  int32_t last = 0;
  /// Rows are computed from the last to the first.
  bool backward = false;

  [[nodiscard]] int32_t size() const { return last - first; }
};

enum class Storage : uint8_t {
  kNone,   ///< Not used by any operator.
  kArena,  ///< At `offset` of the model's memory.
  kState,  ///< Likewise, but kept between invocations.
  kFlash,  ///< A constant.
};

/// Where a tensor lies.
struct Placement {
  Storage storage = Storage::kNone;
  int32_t offset = 0;  ///< Bytes from the start of the model's memory.
  int32_t bytes = 0;   ///< Of memory; less than the tensor's if a ring.
  /// Rows in memory; the tensor's height unless it is a ring.
  int32_t kept_rows = 0;
  int32_t height = 0;     ///< Rows of the tensor, 0 if it has none.
  int32_t row_bytes = 0;  ///< From row to row, 0 if it has no rows.
  bool planes = false;    ///< Rows of planes (kernels/plane_rows.h), not NHWC.
  /// Where each row starts, if they lie apart: `offset` is the least of them.
  std::vector<int32_t> row_offsets;
  /// A view shares the memory of another tensor (kNoTensor if it has its own).
  TensorId view_of = kNoTensor;
};

struct Plan {
  std::vector<KernelCall> calls;        ///< By index of the operator.
  std::vector<bool> elided;             ///< By operator: a view, nothing runs.
  std::vector<Group> groups;            ///< In order; cover all operators.
  std::vector<Placement> placements;    ///< By TensorId.
  std::vector<int32_t> scratch_offset;  ///< By operator; -1 for none.

  int32_t arena_bytes = 0;    ///< Tensors, packed.
  int32_t scratch_bytes = 0;  ///< What scratch memory adds to the arena.
  int32_t state_bytes = 0;

  /// With streaming, rows are pushed into the first group, whose counters of
  /// rows stay in memory from push to push.
  Streaming streaming = Streaming::kNone;
  int32_t counters_offset = 0;
  int32_t counters_bytes = 0;
  /// Rows of the input that an inference sees.
  int32_t window_rows = 0;
  /// Sliding: rows that the operators of the first group make in a hop. Moving:
  /// those of `moved`, after the first window. The first is the hop from window
  /// to window.
  std::vector<int32_t> rates;
  /// Moving: what stays of the outputs of those operators.
  std::vector<MovedRows> moved;

  /// No packing of these buffers can be smaller than this.
  int32_t arena_lower_bound_bytes = 0;

  /// Whether a window slides, with margins or without.
  [[nodiscard]] bool slides() const { return !rates.empty(); }
  [[nodiscard]] int32_t memory_bytes() const {
    return arena_bytes + scratch_bytes + state_bytes + counters_bytes;
  }
};

/// Plans a verified graph. Deterministic. With streaming, the graph comes from
/// feed_rows(); where nothing can slide or move, the plan is for lines. With
/// Fit::kRam, or where a plan for speed exceeds `ram_bytes`, rows lie wherever
/// they fit, and what favours speed at the cost of memory is weighed:
/// plan_least(), plan_within(). `kernel`: as in LowerOptions.
[[nodiscard]] Plan make_plan(
    const Graph& graph, Isa isa, Fit fit, const RowStream& stream = {},
    const FlashLimit& flash = {},
    int64_t ram_bytes = std::numeric_limits<int64_t>::max(),
    std::string_view kernel = {});

}  // namespace firefly
