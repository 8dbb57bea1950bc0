// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/sliding.h"

#include <algorithm>
#include <map>

#include "compiler/schedule/flow.h"
#include "compiler/schedule/stream.h"

namespace firefly {
namespace {

class Search {
 public:
  Search(const Graph& graph, const std::vector<KernelCall>& calls, int32_t hop)
      : graph_(graph), calls_(calls), hop_(hop) {}

  std::optional<Sliding> run() {
    writer_[op(0).outputs[0]] = 0;
    strides_.push_back(1);
    int32_t end = 1;
    while (end < count() && slides(end)) {
      writer_[op(end).outputs[0]] = end;
      ++end;
    }
    for (int32_t last = end; last > 1; --last) {
      if (has_one_outlet(last) &&
          stream_endlessly(graph_, calls_, {0, last}).has_value()) {
        return sliding(last);
      }
    }
    return std::nullopt;
  }

 private:
  /// Whether every row of operator i depends on as many rows of operators
  /// before it, and on no margin. Notes the input rows between two of its rows.
  bool slides(int32_t i) {
    const KernelCall& call = calls_[static_cast<size_t>(i)];
    if (!call.by_row || call.accumulates || call.rows > 1) {
      return false;
    }
    const Flow flow = flow_of(graph_, op(i), call);
    std::optional<int32_t> stride;
    for (const TensorId id : op(i).inputs) {
      if (id == kNoTensor || graph_.tensor(id).is_constant()) {
        continue;
      }
      const auto from = writer_.find(id);
      if (from == writer_.end() || flow.needs.first(0) < 0 ||
          flow.needs.last(flow.height - 1) >= graph_.tensor(id).shape[1]) {
        return false;
      }
      const int32_t rows =
          strides_[static_cast<size_t>(from->second)] * flow.needs.stride;
      if (stride.value_or(rows) != rows) {
        return false;
      }
      stride = rows;
    }
    if (!stride) {
      return false;
    }
    strides_.push_back(*stride);
    return true;
  }

  /// Whether nobody outside [0, last) sees anything but the last output, which
  /// comes no more often than what it is made from, a whole number in a hop.
  [[nodiscard]] bool has_one_outlet(int32_t last) const {
    const auto is_inner = [&](TensorId id) {
      const auto from = writer_.find(id);
      return from != writer_.end() && from->second < last - 1;
    };
    const int32_t slowest = strides_[static_cast<size_t>(last) - 1];
    if (hop_ % slowest != 0) {
      return false;
    }
    for (int32_t i = 0; i < last; ++i) {
      if (slowest % strides_[static_cast<size_t>(i)] != 0) {
        return false;
      }
    }
    for (int32_t i = last; i < count(); ++i) {
      if (std::ranges::any_of(op(i).inputs, is_inner)) {
        return false;
      }
    }
    return std::ranges::none_of(graph_.outputs, is_inner);
  }

  [[nodiscard]] Sliding sliding(int32_t last) const {
    Sliding result{.last = last, .rates = {}};
    const int32_t hop =
        hop_ > 0 ? hop_ : strides_[static_cast<size_t>(last) - 1];
    for (int32_t i = 0; i < last; ++i) {
      result.rates.push_back(hop / strides_[static_cast<size_t>(i)]);
    }
    result.window_rows = rows_up_to(last);
    return result;
  }

  /// Input rows that the output of operator last - 1 depends on.
  [[nodiscard]] int32_t rows_up_to(int32_t last) const {
    std::vector<int32_t> newest(static_cast<size_t>(last), 0);
    newest.back() = graph_.tensor(op(last - 1).outputs[0]).shape[1] - 1;
    for (int32_t i = last - 1; i > 0; --i) {
      const Flow flow = flow_of(graph_, op(i), calls_[static_cast<size_t>(i)]);
      for (const TensorId id : op(i).inputs) {
        if (const auto from = writer_.find(id); from != writer_.end()) {
          int32_t& row = newest[static_cast<size_t>(from->second)];
          row = std::max(row, flow.needs.last(newest[static_cast<size_t>(i)]));
        }
      }
    }
    return newest[0] + 1;
  }

  [[nodiscard]] const Op& op(int32_t i) const {
    return graph_.ops[static_cast<size_t>(i)];
  }
  [[nodiscard]] int32_t count() const {
    return static_cast<int32_t>(graph_.ops.size());
  }

  const Graph& graph_;
  const std::vector<KernelCall>& calls_;
  int32_t hop_;  // 0 for any
  std::map<TensorId, int32_t> writer_;
  std::vector<int32_t> strides_;  // by operator: input rows a row
};

}  // namespace

std::optional<Sliding> find_sliding(const Graph& graph,
                                    const std::vector<KernelCall>& calls,
                                    int32_t hop_rows) {
  return Search(graph, calls, hop_rows).run();
}

}  // namespace firefly
