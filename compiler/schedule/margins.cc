// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/margins.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "compiler/schedule/flow.h"
#include "graph/rows.h"

namespace firefly {
namespace {

/// The rows [first, last) of a tensor that depend on no margin.
struct Inner {
  int32_t first = 0;
  int32_t last = 0;
  int32_t stride = 1;  ///< Input rows from one to the next.
};

class Search {
 public:
  Search(const Graph& graph, const std::vector<KernelCall>& calls)
      : graph_(graph), calls_(calls) {
    inner_.push_back({0, height(0), 1});
    while (inner_.size() < graph.ops.size() && add(inner_.size())) {
    }
  }

  std::optional<MovingWindow> run(int32_t hop, size_t most_ops) {
    inner_.resize(std::min(inner_.size(), most_ops));
    MovingWindow window{hop > 0 ? hop : shortest_hop(), {}};
    if (window.hop_rows == 0 || window.hop_rows >= height(0)) {
      return std::nullopt;
    }
    for (size_t i = 0; i < inner_.size(); ++i) {
      window.moved.push_back(staying(i, window.hop_rows));
    }
    while (!window.moved.empty() && window.moved.back().count() == 0) {
      window.moved.pop_back();
    }
    if (window.moved.size() < 2) {
      return std::nullopt;
    }
    align(window.moved);
    forget_unread(window.moved);
    return window;
  }

  /// Of a window that run() does not find: what is in the way.
  [[nodiscard]] std::string obstacle(int32_t hop) const {
    if (hop >= height(0)) {
      return fmt::format("a hop of {} rows leaves nothing of a window of {}",
                         hop, height(0));
    }
    if (graph_.ops.size() < 2) {
      return "nothing is computed from the input";
    }
    const std::string name =
        fmt::format("operator #{} {} (\"{}\")", op(1).source_index,
                    describe(op(1)), graph_.tensor(op(1).outputs[0]).name);
    if (inner_.size() < 2) {
      return name + " takes its input as a whole";
    }
    if (hop % inner_[1].stride != 0) {
      return fmt::format(
          "the output of {} moves on by a row for every {} of "
          "the input, of which {} is no multiple",
          name, inner_[1].stride, hop);
    }
    return fmt::format(
        "of the {} rows of {}, {} see no margin, and all of them are new",
        height(1), name, inner_[1].last - inner_[1].first);
  }

 private:
  [[nodiscard]] const Op& op(size_t i) const { return graph_.ops[i]; }
  [[nodiscard]] int32_t height(size_t i) const {
    return graph_.tensor(op(i).outputs[0]).shape[1];
  }
  [[nodiscard]] bool is_constant(TensorId id) const {
    return id == kNoTensor || graph_.tensor(id).is_constant();
  }

  /// The operator of those found so far that makes a tensor.
  [[nodiscard]] std::optional<size_t> writer(TensorId id) const {
    for (size_t i = 0; i < inner_.size(); ++i) {
      if (op(i).outputs[0] == id) {
        return i;
      }
    }
    return std::nullopt;
  }

  /// Notes the inner rows of operator i, if it goes row by row.
  bool add(size_t i) {
    const auto needs = row_needs(graph_, op(i));
    if (!needs || !calls_[i].by_row || calls_[i].accumulates) {
      return false;
    }
    Inner inner{0, height(i), 0};
    for (const TensorId id : op(i).inputs) {
      if (is_constant(id)) {
        continue;
      }
      const auto from = writer(id);
      if (!from) {
        return false;
      }
      const Inner& input = inner_[*from];
      const int32_t stride = input.stride * needs->stride;
      if (inner.stride != 0 && inner.stride != stride) {
        return false;
      }
      inner.stride = stride;
      while (inner.first < inner.last &&
             needs->first(inner.first) < input.first) {
        ++inner.first;
      }
      while (inner.first < inner.last &&
             needs->last(inner.last - 1) >= input.last) {
        --inner.last;
      }
    }
    if (inner.stride == 0) {
      return false;
    }
    inner_.push_back(inner);
    return true;
  }

  /// Of operator i's rows, those that were there a hop before, as far as they
  /// make up whole calls.
  [[nodiscard]] MovedRows staying(size_t i, int32_t hop) const {
    const Inner& inner = inner_[i];
    if (hop % inner.stride != 0) {
      return {};
    }
    const int32_t by = hop / inner.stride;
    return whole_calls(i, {inner.first, inner.last - by, by});
  }

  [[nodiscard]] MovedRows whole_calls(size_t i, MovedRows rows) const {
    const int32_t step = calls_[i].rows;
    rows.first = (rows.first + step - 1) / step * step;
    rows.last = rows.last / step * step;
    return rows.first < rows.last ? rows : MovedRows{};
  }

  /// Where rows are read one for one, no more of them stay than of what is made
  /// from them: else all would have to be kept for the few by which the calls
  /// of two operators differ.
  void align(std::vector<MovedRows>& moved) const {
    for (size_t i = moved.size(); i-- > 1;) {
      const TensorId id = op(i).outputs[0];
      MovedRows rows = moved[i];
      for (size_t k = 0; k < graph_.ops.size(); ++k) {
        if (std::ranges::count(op(k).inputs, id) == 0) {
          continue;
        }
        if (k >= moved.size() || !is_one_for_one(k)) {
          rows = moved[i];
          break;
        }
        rows.first = std::max(rows.first, moved[k].first);
        rows.last = std::min(rows.last, moved[k].last);
      }
      moved[i] = whole_calls(i, rows);
    }
  }

  [[nodiscard]] bool is_one_for_one(size_t i) const {
    const RowNeeds needs = *row_needs(graph_, op(i));
    return needs.count == 1 && needs.stride == 1 && needs.margin_top == 0;
  }

  /// By which most operators move; 0 if none does.
  [[nodiscard]] int32_t shortest_hop() const {
    std::set<int32_t, std::greater<>> strides;
    for (const Inner& inner : inner_) {
      strides.insert(inner.stride);
    }
    for (const int32_t hop : strides) {
      for (size_t i = 1; i < inner_.size(); ++i) {
        if (inner_[i].stride == hop && staying(i, hop).count() > 0) {
          return hop;
        }
      }
    }
    return 0;
  }

  /// Rows that are only read to make rows that stay too need not be kept: those
  /// between a depthwise convolution and a pointwise one, say. The feed's come
  /// one by one and have to wait.
  void forget_unread(std::vector<MovedRows>& moved) const {
    for (size_t i = 1; i < moved.size(); ++i) {
      const TensorId id = op(i).outputs[0];
      bool is_read = std::ranges::count(graph_.outputs, id) > 0;
      for (size_t k = 0; k < graph_.ops.size() && !is_read; ++k) {
        is_read = std::ranges::count(op(k).inputs, id) > 0 &&
                  (k >= moved.size() || reads(k, moved[k], moved[i]));
      }
      moved[i].by = is_read ? moved[i].by : 0;
    }
  }

  /// Whether operator k needs some of `rows` to make those that do not stay.
  [[nodiscard]] bool reads(size_t k, const MovedRows& stay,
                           const MovedRows& rows) const {
    const RowNeeds needs = *row_needs(graph_, op(k));
    for (int32_t y = 0; y < height(k); ++y) {
      if (y >= stay.first && y < stay.last) {
        continue;
      }
      for (int32_t n = 0; n < needs.count; ++n) {
        const int32_t row = needs.first(y) + n * needs.dilation;
        if (row >= rows.first && row < rows.last) {
          return true;
        }
      }
    }
    return false;
  }

  const Graph& graph_;
  const std::vector<KernelCall>& calls_;
  std::vector<Inner> inner_;  // by operator
};

}  // namespace

std::optional<MovingWindow> find_moving_window(
    const Graph& graph, const std::vector<KernelCall>& calls, int32_t hop_rows,
    size_t most_ops) {
  return Search(graph, calls).run(hop_rows, most_ops);
}

std::string why_no_window_moves(const Graph& graph,
                                const std::vector<KernelCall>& calls,
                                int32_t hop_rows) {
  return Search(graph, calls).obstacle(hop_rows);
}

std::optional<KeptRows> find_kept_rows(const Graph& graph,
                                       const std::vector<KernelCall>& calls) {
  const auto window = find_moving_window(graph, calls);
  if (!window) {
    return std::nullopt;
  }
  KeptRows result{.hop_rows = window->hop_rows};
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    const int64_t macs = count_macs(graph, graph.ops[i]);
    result.macs_whole += macs;
    result.macs += macs;
    if (i < window->moved.size()) {
      const TensorId id = graph.ops[i].outputs[0];
      const MovedRows& moved = window->moved[i];
      result.macs -= macs / graph.tensor(id).shape[1] * moved.count();
      result.kept_bytes += moved.by > 0 ? row_bytes(graph, calls, id) *
                                              stored_rows(graph, calls, id)
                                        : 0;
    }
  }
  return result;
}

}  // namespace firefly
