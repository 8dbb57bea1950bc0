// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/groups.h"

#include <algorithm>
#include <limits>

#include "compiler/schedule/flow.h"
#include "compiler/schedule/row_lives.h"
#include "graph/rows.h"

namespace firefly {
namespace {

/// Longer groups than this gain nothing in practice and cost search time.
constexpr int32_t kMaxGroupSize = 40;
constexpr int32_t kImpossible = std::numeric_limits<int32_t>::max();

class GroupSearch {
 public:
  GroupSearch(const Graph& graph, const std::vector<KernelCall>& calls,
              std::span<const TensorId> roots,
              std::span<const Lifetime> lifetimes, int32_t endless,
              int32_t moving, const std::vector<bool>& scattered)
      : graph_(graph),
        calls_(calls),
        roots_(roots),
        lifetimes_(lifetimes),
        endless_(endless),
        moving_(moving),
        scattered_(scattered),
        count_(static_cast<int32_t>(graph.ops.size())) {}

  Grouping run() {
    fill_costs();
    const int32_t peak = least_peak();
    Grouping result;
    for (const Group& group : most_groups(peak)) {
      result.groups.push_back(group);
      result.memory.push_back(usable_memory(group).value_or(GroupMemory{}));
    }
    return result;
  }

 private:
  /// Streaming results, if rings can really be made of the inner tensors: one
  /// that shares its memory with others must be there as a whole.
  [[nodiscard]] std::optional<GroupMemory> usable_memory(
      const Group& group) const {
    std::optional<GroupMemory> memory =
        group.first < endless_ ? stream_endlessly(graph_, calls_, group)
                               : stream_group(graph_, calls_, group);
    if (memory && group.first < moving_) {
      memory->overlaps.clear();
    }
    if (memory && scattered_.empty()) {
      for (const auto& [id, kept] : memory->kept_rows) {
        if (is_shared(id)) {
          return std::nullopt;
        }
      }
    }
    return memory;
  }

  [[nodiscard]] bool is_shared(TensorId id) const {
    if (roots_[static_cast<size_t>(id)] != id) {
      return true;
    }
    return std::ranges::count(roots_, id) > 1;
  }

  /// Bytes live while `group` runs.
  [[nodiscard]] int32_t cost(const Group& group) const {
    if (group.first < endless_ && (group.first > 0 || group.last != endless_)) {
      return kImpossible;
    }
    if (group.first < moving_ && group.size() > 1) {
      return kImpossible;
    }
    const std::optional<GroupMemory> memory = usable_memory(group);
    if (!memory) {
      return kImpossible;
    }
    return scattered_.empty() ? ring_bytes(group, *memory)
                              : row_bytes_live(group, *memory);
  }

  /// The most that is live at a call.
  [[nodiscard]] int32_t row_bytes_live(const Group& group,
                                       const GroupMemory& memory) const {
    const PlanParts parts{graph_, calls_, roots_, lifetimes_, scattered_};
    return least_bytes(
        find_row_lives(parts, {&group, 1}, {&memory, 1}).problem);
  }

  /// What is live in the group's loop, with rings inside it.
  [[nodiscard]] int32_t ring_bytes(const Group& group,
                                   const GroupMemory& memory) const {
    int32_t bytes = 0;
    for (size_t id = 0; id < lifetimes_.size(); ++id) {
      const Lifetime& life = lifetimes_[id];
      const bool live = life.bytes > 0 && life.first_op < group.last &&
                        life.last_op >= group.first;
      if (live && !memory.kept_rows.contains(static_cast<TensorId>(id))) {
        bytes += life.bytes;
      }
    }
    for (const auto& [id, kept] : memory.kept_rows) {
      bytes += row_bytes(graph_, calls_, id) * kept;
    }
    bytes -= best_overlap(group, memory);
    int32_t shared = 0;
    for (int32_t i = group.first; i < group.last; ++i) {
      const KernelCall& call = calls_[static_cast<size_t>(i)];
      if (call.accumulates) {
        bytes += call.scratch_bytes;
      } else {
        shared = std::max(shared, call.scratch_bytes);
      }
    }
    return bytes + shared;
  }

  [[nodiscard]] int32_t best_overlap(const Group& group,
                                     const GroupMemory& memory) const {
    int32_t best = 0;
    for (const Overlap& overlap : memory.overlaps) {
      const auto input = static_cast<size_t>(overlap.input);
      const auto output = static_cast<size_t>(overlap.output);
      const bool dies = roots_[input] == overlap.input &&
                        lifetimes_[input].last_op < group.last;
      if (dies && roots_[output] == overlap.output) {
        const int32_t in_bytes = lifetimes_[input].bytes;
        const int32_t out_bytes = lifetimes_[output].bytes;
        best = std::max(best,
                        std::min(out_bytes - overlap.forward_bytes, in_bytes));
        if (overlap.backward_bytes) {
          best = std::max(
              best, std::min(in_bytes - *overlap.backward_bytes, out_bytes));
        }
      }
    }
    return best;
  }

  void fill_costs() {
    costs_.resize(static_cast<size_t>(count_));
    for (int32_t first = 0; first < count_; ++first) {
      const int32_t end = std::min(count_, first + kMaxGroupSize);
      for (int32_t last = first + 1; last <= end; ++last) {
        costs_[static_cast<size_t>(first)].push_back(cost({first, last}));
        if (!calls_[static_cast<size_t>(last) - 1].by_row) {
          break;  // no longer group from here can stream
        }
      }
    }
  }

  /// Calls visit(first, last, cost) for every possible group that ends at
  /// `last`.
  template <class Visit>
  void for_groups_ending_at(int32_t last, Visit visit) const {
    for (int32_t first = std::max(0, last - kMaxGroupSize); first < last;
         ++first) {
      const auto& row = costs_[static_cast<size_t>(first)];
      const auto index = static_cast<size_t>(last - first - 1);
      if (index < row.size() && row[index] != kImpossible) {
        visit(first, row[index]);
      }
    }
  }

  [[nodiscard]] int32_t least_peak() const {
    std::vector<int32_t> peak(static_cast<size_t>(count_) + 1, kImpossible);
    peak[0] = 0;
    for (int32_t last = 1; last <= count_; ++last) {
      for_groups_ending_at(last, [&](int32_t first, int32_t bytes) {
        int32_t& best = peak[static_cast<size_t>(last)];
        best =
            std::min(best, std::max(peak[static_cast<size_t>(first)], bytes));
      });
    }
    return peak.back();
  }

  [[nodiscard]] std::vector<Group> most_groups(int32_t peak) const {
    std::vector<int32_t> groups(static_cast<size_t>(count_) + 1, -1);
    std::vector<int32_t> cut(static_cast<size_t>(count_) + 1, 0);
    groups[0] = 0;
    for (int32_t last = 1; last <= count_; ++last) {
      for_groups_ending_at(last, [&](int32_t first, int32_t bytes) {
        const int32_t before = groups[static_cast<size_t>(first)];
        if (bytes <= peak && before >= 0 &&
            before + 1 > groups[static_cast<size_t>(last)]) {
          groups[static_cast<size_t>(last)] = before + 1;
          cut[static_cast<size_t>(last)] = first;
        }
      });
    }
    std::vector<Group> result;
    for (int32_t last = count_; last > 0;
         last = cut[static_cast<size_t>(last)]) {
      result.push_back({cut[static_cast<size_t>(last)], last});
    }
    std::ranges::reverse(result);
    return result;
  }

  const Graph& graph_;
  const std::vector<KernelCall>& calls_;
  std::span<const TensorId> roots_;
  std::span<const Lifetime> lifetimes_;
  int32_t endless_;
  int32_t moving_;
  const std::vector<bool>& scattered_;
  int32_t count_;
  std::vector<std::vector<int32_t>> costs_;  // [first][last - first - 1]
};

}  // namespace

Grouping choose_groups(const Graph& graph, const std::vector<KernelCall>& calls,
                       std::span<const TensorId> roots,
                       std::span<const Lifetime> lifetimes, int32_t endless,
                       int32_t moving, const std::vector<bool>& scattered) {
  return GroupSearch(graph, calls, roots, lifetimes, endless, moving, scattered)
      .run();
}

}  // namespace firefly
