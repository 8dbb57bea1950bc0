// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/planner.h"

#include <algorithm>
#include <numeric>

#include "compiler/schedule/flow.h"
#include "compiler/schedule/groups.h"
#include "compiler/schedule/lower_stream.h"
#include "compiler/schedule/pack.h"
#include "compiler/schedule/row_lives.h"
#include "graph/rows.h"

namespace firefly {
namespace {

/// Of every buffer: enough for the widest element and for scratch memory.
constexpr int32_t kAlignment = 8;

int32_t align(int32_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

class Planner {
 public:
  Planner(const Graph& graph, Isa isa, const RowStream& stream,
          const LowerOptions& options, RowPlaces places)
      : graph_(graph),
        plan_(lower_stream(graph, isa, stream, options)),
        roots_(graph.tensors.size()),
        endless_(plan_.streaming == Streaming::kSliding
                     ? static_cast<int32_t>(plan_.rates.size())
                     : 0),
        // Rows without end come back in turn.
        scatters_(places == RowPlaces::kAnywhere && !plan_.slides()) {
    std::iota(roots_.begin(), roots_.end(), 0);
  }

  Plan run(const std::vector<Group>& groups) {
    plan_.elided.assign(graph_.ops.size(), false);
    share_memory();
    measure_lifetimes();
    if (scatters_) {
      scattered_ = find_scattered(graph_, plan_.calls, roots_);
    }
    if (!take_groups(groups)) {
      grouping_ =
          choose_groups(graph_, plan_.calls, roots_, lifetimes_, endless_,
                        static_cast<int32_t>(plan_.moved.size()), scattered_);
    }
    plan_.groups = grouping_.groups;
    place_tensors();
    if (scatters_) {
      scatter_rows();
    } else {
      place_rings();
      pack_arena();
    }
    place_state_and_views();
    return std::move(plan_);
  }

 private:
  /// Whether there are any and the calls can run in them.
  bool take_groups(const std::vector<Group>& groups) {
    if (groups.empty() || !starts_anew(plan_.streaming)) {
      return false;
    }
    Grouping taken{groups, {}};
    for (Group& group : taken.groups) {
      group.backward = false;  // That follows from where things lie.
      const auto memory = stream_group(graph_, plan_.calls, group);
      if (!memory) {
        return false;
      }
      taken.memory.push_back(*memory);
    }
    grouping_ = std::move(taken);
    return true;
  }

  [[nodiscard]] int32_t op_count() const {
    return static_cast<int32_t>(graph_.ops.size());
  }
  [[nodiscard]] TensorId root(TensorId id) const {
    return roots_[static_cast<size_t>(id)];
  }

  /// The last operator that touches the memory of `root_id`; the number of
  /// operators for an output of the graph, -1 for nobody.
  [[nodiscard]] int32_t last_use(TensorId root_id) const {
    for (const TensorId id : graph_.outputs) {
      if (root(id) == root_id) {
        return op_count();
      }
    }
    for (int32_t i = op_count() - 1; i >= 0; --i) {
      const Op& op = graph_.ops[static_cast<size_t>(i)];
      const auto touches = [&](TensorId id) {
        return id != kNoTensor && root(id) == root_id;
      };
      if (std::ranges::any_of(op.inputs, touches) ||
          std::ranges::any_of(op.outputs, touches)) {
        return i;
      }
    }
    return -1;
  }

  void alias(TensorId view, TensorId onto) {
    const TensorId old_root = root(view);
    const TensorId new_root = root(onto);
    std::ranges::replace(roots_, old_root, new_root);
  }

  /// Reshapes and reads of variables become views: in order, so that a chain
  /// of them ends in one piece of memory.
  void share_memory() {
    for (int32_t i = 0; i < op_count(); ++i) {
      const Op& op = graph_.ops[static_cast<size_t>(i)];
      if (plan_.calls[static_cast<size_t>(i)].is_feed) {
        continue;
      }
      if (op.as<Reshape>() != nullptr ||
          (op.as<ReadVariable>() != nullptr && read_stays_valid(i))) {
        alias(op.outputs[0], op.inputs[0]);
        plan_.elided[static_cast<size_t>(i)] = true;
      }
    }
  }

  /// Whether the value that operator `i` reads is used up before the variable
  /// is assigned again.
  [[nodiscard]] bool read_stays_valid(int32_t i) const {
    const Op& read = graph_.ops[static_cast<size_t>(i)];
    for (int32_t k = i + 1; k < op_count(); ++k) {
      const Op& op = graph_.ops[static_cast<size_t>(k)];
      if (op.as<AssignVariable>() != nullptr &&
          op.inputs[0] == read.inputs[0]) {
        return last_use_of_value(read.outputs[0]) <= k;
      }
    }
    return last_use_of_value(read.outputs[0]) < op_count();
  }

  /// Like last_use(), for a value that may pass through views.
  [[nodiscard]] int32_t last_use_of_value(TensorId id) const {
    int32_t last = last_use(id);
    for (const Op& op : graph_.ops) {
      if (op.as<Reshape>() != nullptr && op.inputs[0] == id) {
        last = std::max(last, last_use_of_value(op.outputs[0]));
      }
    }
    return last;
  }

  void measure_lifetimes() {
    lifetimes_.resize(graph_.tensors.size());
    for (size_t id = 0; id < graph_.tensors.size(); ++id) {
      const Tensor& tensor = graph_.tensors[id];
      if (roots_[id] == static_cast<TensorId>(id) &&
          tensor.role == TensorRole::kActivation) {
        lifetimes_[id] = {.first_op = first_op(static_cast<TensorId>(id)),
                          .last_op = last_use(static_cast<TensorId>(id)),
                          .bytes = placed_bytes(static_cast<TensorId>(id))};
      }
    }
    if (plan_.streaming != Streaming::kNone) {
      lifetimes_[static_cast<size_t>(graph_.inputs[0])] = {};
      // Rows stay from push to push.
      for (int32_t i = 0; i < endless_; ++i) {
        const Op& op = graph_.ops[static_cast<size_t>(i)];
        lifetimes_[static_cast<size_t>(op.outputs[0])].last_op = op_count();
      }
      for (size_t i = 0; i < plan_.moved.size(); ++i) {
        if (plan_.moved[i].by > 0) {
          const TensorId id = graph_.ops[i].outputs[0];
          lifetimes_[static_cast<size_t>(id)].first_op = 0;
          lifetimes_[static_cast<size_t>(id)].last_op = op_count();
        }
      }
      return;
    }
    // An input that nobody reads is still the caller's to fill.
    for (const TensorId id : graph_.inputs) {
      Lifetime& life = lifetimes_[static_cast<size_t>(root(id))];
      life.last_op = std::max(life.last_op, 0);
    }
  }

  [[nodiscard]] int32_t placed_bytes(TensorId id) const {
    return row_bytes(graph_, plan_.calls, id) *
           stored_rows(graph_, plan_.calls, id);
  }

  [[nodiscard]] int32_t first_op(TensorId root_id) const {
    for (const TensorId id : graph_.inputs) {
      if (root(id) == root_id) {
        return -1;
      }
    }
    for (int32_t i = 0; i < op_count(); ++i) {
      for (const TensorId id : graph_.ops[static_cast<size_t>(i)].outputs) {
        if (root(id) == root_id) {
          return i;
        }
      }
    }
    return 0;
  }

  void place_tensors() {
    plan_.placements.resize(graph_.tensors.size());
    for (size_t i = 0; i < graph_.tensors.size(); ++i) {
      const Tensor& tensor = graph_.tensors[i];
      Placement& placement = plan_.placements[i];
      const TensorId base = roots_[i];
      placement.bytes = size_bytes(tensor);
      if (base != static_cast<TensorId>(i)) {
        placement.view_of = base;
      }
      switch (graph_.tensor(base).role) {
        case TensorRole::kConstant:
          placement.storage = Storage::kFlash;
          break;
        case TensorRole::kState:
          placement.storage = Storage::kState;
          break;
        case TensorRole::kActivation:
          placement.storage = Storage::kArena;
          break;
      }
      if (has_rows(tensor)) {
        placement.height = tensor.shape[1];
        const auto id = static_cast<TensorId>(i);
        placement.kept_rows = stored_rows(graph_, plan_.calls, id);
        placement.row_bytes = row_bytes(graph_, plan_.calls, id);
        placement.bytes = placement.kept_rows * placement.row_bytes;
      }
    }
    if (plan_.streaming != Streaming::kNone) {
      plan_.placements[static_cast<size_t>(graph_.inputs[0])] = {};
    }
    for (size_t i = 0; i < plan_.calls.size(); ++i) {
      if (plan_.calls[i].plane_row_bytes > 0) {
        plan_.placements[static_cast<size_t>(graph_.ops[i].outputs[0])].planes =
            true;
      }
    }
  }

  void place_rings() {
    for (const GroupMemory& memory : grouping_.memory) {
      for (const auto& [id, kept] : memory.kept_rows) {
        Placement& ring = plan_.placements[static_cast<size_t>(id)];
        ring.kept_rows = kept;
        ring.bytes = kept * ring.row_bytes;
      }
    }
  }

  /// Which group operator `op` belongs to; past the ends for graph borders.
  [[nodiscard]] int32_t step_of(int32_t op) const {
    if (op < 0) {
      return 0;
    }
    for (size_t g = 0; g < plan_.groups.size(); ++g) {
      if (op < plan_.groups[g].last) {
        return static_cast<int32_t>(g);
      }
    }
    return static_cast<int32_t>(plan_.groups.size());
  }

  /// Every row where it collides with no other that is live with it.
  void scatter_rows() {
    const PlanParts parts{graph_, plan_.calls, roots_, lifetimes_, scattered_};
    const auto lives = [&](bool with_scratch) {
      return find_row_lives(parts, grouping_.groups, grouping_.memory,
                            with_scratch);
    };
    const RowLives rows = lives(/*with_scratch=*/true);
    const RowPacking packing = pack_rows(rows.problem);
    plan_.arena_lower_bound_bytes = align(least_bytes(rows.problem));
    plan_.arena_bytes =
        align(least_bytes(lives(/*with_scratch=*/false).problem));
    plan_.scratch_bytes = packing.total_bytes - plan_.arena_bytes;
    plan_.scratch_offset.assign(graph_.ops.size(), -1);
    for (size_t i = 0; i < rows.items.size(); ++i) {
      const RowItem& item = rows.items[i];
      if (item.op >= 0) {
        plan_.scratch_offset[static_cast<size_t>(item.op)] = packing.offsets[i];
      } else {
        place_item(item, packing.offsets[i]);
      }
    }
  }

  void place_item(const RowItem& item, int32_t offset) {
    Placement& placement = plan_.placements[static_cast<size_t>(item.tensor)];
    if (item.row < 0) {
      placement.offset = offset;
      return;
    }
    if (placement.row_offsets.empty()) {
      placement.offset = offset;
    }
    placement.offset = std::min(placement.offset, offset);
    const int32_t block = block_rows(graph_, plan_.calls, item.tensor);
    for (int32_t k = 0; k < block; ++k) {
      placement.row_offsets.push_back(offset + k * placement.row_bytes);
    }
  }

  /// The arena holds the tensors that own memory, and scratch memory.
  void pack_arena() {
    PackProblem problem{
        .buffers = {}, .overlap_bytes = {}, .alignment = kAlignment};
    std::vector<TensorId> owners;
    std::vector<size_t> buffer_of(graph_.tensors.size(), 0);
    for (size_t i = 0; i < graph_.tensors.size(); ++i) {
      const Placement& placement = plan_.placements[i];
      if (placement.storage == Storage::kArena &&
          placement.view_of == kNoTensor) {
        buffer_of[i] = problem.buffers.size();
        owners.push_back(static_cast<TensorId>(i));
        problem.buffers.push_back(
            {.bytes = align(placement.bytes),
             .first_step = step_of(lifetimes_[i].first_op),
             .last_step = step_of(lifetimes_[i].last_op)});
      }
    }
    add_overlaps(problem, buffer_of);
    plan_.arena_bytes = pack(problem).total_bytes;

    for (const Scratch& scratch : scratches()) {
      const int32_t step = step_of(scratch.ops.front());
      problem.buffers.push_back({.bytes = align(scratch.bytes),
                                 .first_step = step,
                                 .last_step = step});
    }
    const Packing packing = pack(problem);
    plan_.arena_bytes = std::min(plan_.arena_bytes, packing.total_bytes);
    plan_.scratch_bytes = packing.total_bytes - plan_.arena_bytes;
    plan_.arena_lower_bound_bytes = packing.lower_bound_bytes;
    set_offsets(packing, owners);
    choose_directions();
  }

  /// Scratch memory and the operators of one group that use it.
  struct Scratch {
    int32_t bytes = 0;
    std::vector<int32_t> ops;
  };

  /// The operators of a group take turns on one piece, but for those that keep
  /// theirs from call to call.
  [[nodiscard]] std::vector<Scratch> scratches() const {
    std::vector<Scratch> result;
    for (const Group& group : plan_.groups) {
      Scratch shared;
      for (int32_t i = group.first; i < group.last; ++i) {
        const KernelCall& call = plan_.calls[static_cast<size_t>(i)];
        if (call.scratch_bytes > 0 && call.accumulates) {
          result.push_back({call.scratch_bytes, {i}});
        } else if (call.scratch_bytes > 0) {
          shared.bytes = std::max(shared.bytes, call.scratch_bytes);
          shared.ops.push_back(i);
        }
      }
      if (shared.bytes > 0) {
        result.push_back(std::move(shared));
      }
    }
    return result;
  }

  /// Whether the memory of the overlap's input can be given to its output.
  [[nodiscard]] bool is_usable(const Overlap& overlap,
                               const Group& group) const {
    const auto input = static_cast<size_t>(overlap.input);
    return root(overlap.input) == overlap.input &&
           root(overlap.output) == overlap.output &&
           lifetimes_[input].last_op < group.last &&
           plan_.placements[input].storage == Storage::kArena;
  }

  /// An output may grow into the rows of its dying input that are used up,
  /// from below with rows first to last, from above with rows last to first.
  void add_overlaps(PackProblem& problem,
                    const std::vector<size_t>& buffer_of) const {
    for (size_t g = 0; g < plan_.groups.size(); ++g) {
      for (const Overlap& overlap : grouping_.memory[g].overlaps) {
        if (!is_usable(overlap, plan_.groups[g])) {
          continue;
        }
        const size_t input = buffer_of[static_cast<size_t>(overlap.input)];
        const size_t output = buffer_of[static_cast<size_t>(overlap.output)];
        const auto allow = [&](size_t a, size_t b, int32_t bytes) {
          if (align(bytes) < problem.buffers[a].bytes) {
            problem.overlap_bytes[{a, b}] = align(bytes);
          }
        };
        allow(output, input, overlap.forward_bytes);
        // With several inputs, all must agree on the direction.
        if (overlap.backward_bytes &&
            grouping_.memory[g].overlaps.size() == 1) {
          allow(input, output, *overlap.backward_bytes);
        }
      }
    }
  }

  /// The direction of each group's loop follows from where things lie.
  void choose_directions() {
    for (size_t g = 0; g < plan_.groups.size(); ++g) {
      for (const Overlap& overlap : grouping_.memory[g].overlaps) {
        if (!is_usable(overlap, plan_.groups[g])) {
          continue;
        }
        const Placement& input =
            plan_.placements[static_cast<size_t>(overlap.input)];
        const Placement& output =
            plan_.placements[static_cast<size_t>(overlap.output)];
        if (output.offset > input.offset &&
            output.offset < input.offset + input.bytes) {
          plan_.groups[g].backward = true;
        }
      }
    }
  }

  void set_offsets(const Packing& packing,
                   const std::vector<TensorId>& owners) {
    for (size_t k = 0; k < owners.size(); ++k) {
      plan_.placements[static_cast<size_t>(owners[k])].offset =
          packing.offsets[k];
    }
    plan_.scratch_offset.assign(graph_.ops.size(), -1);
    size_t next = owners.size();
    for (const Scratch& scratch : scratches()) {
      for (const int32_t op : scratch.ops) {
        plan_.scratch_offset[static_cast<size_t>(op)] = packing.offsets[next];
      }
      ++next;
    }
  }

  /// State follows the arena; then views take the place of what they show.
  void place_state_and_views() {
    int32_t offset = align(plan_.arena_bytes + plan_.scratch_bytes);
    if (plan_.streaming != Streaming::kNone) {
      plan_.counters_offset = offset;
      // Of the operators of the first group, or how many rows have come and
      // whether a window has been complete.
      plan_.counters_bytes = align(std::max(plan_.groups[0].size(), 2) * 4);
      offset += plan_.counters_bytes;
    }
    const int32_t start = offset;
    for (Placement& placement : plan_.placements) {
      if (placement.storage == Storage::kState &&
          placement.view_of == kNoTensor) {
        placement.offset = offset;
        offset += align(placement.bytes);
      }
    }
    plan_.state_bytes = offset - start;
    for (Placement& placement : plan_.placements) {
      if (placement.view_of != kNoTensor) {
        placement.offset =
            plan_.placements[static_cast<size_t>(placement.view_of)].offset;
      }
    }
  }

  const Graph& graph_;
  Plan plan_;
  std::vector<TensorId> roots_;  // by TensorId: whose memory it shares
  int32_t endless_;              // operators of a group that never ends
  bool scatters_;
  std::vector<Lifetime> lifetimes_;
  Grouping grouping_;
  std::vector<bool> scattered_;  // by TensorId, if rows lie anywhere
};

}  // namespace

Plan plan_memory(const Graph& graph, Isa isa, const RowStream& stream,
                 const LowerOptions& options, RowPlaces places,
                 const std::vector<Group>& groups) {
  return Planner(graph, isa, stream, options, places).run(groups);
}

}  // namespace firefly
