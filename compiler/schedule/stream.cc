// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/stream.h"

#include <algorithm>
#include <set>

#include "compiler/schedule/flow.h"

namespace firefly {
namespace {

int32_t round_up(int32_t value, int32_t step) {
  return (value + step - 1) / step * step;
}

/// An operator's view of an input that is made in the group.
struct Feed {
  size_t writer = 0;  // index in the group
  int32_t height = 0;
};

/// One tensor that the group touches, as rows.
struct Stream {
  TensorId id = kNoTensor;
  int32_t height = 0;
  int32_t row_bytes = 0;
  std::optional<size_t> writer;  // index in the group; none for an input
  std::vector<size_t> readers;   // indices in the group
  bool inner = false;            // made and used up inside the group
  /// Rows that can not be told apart in memory: two if they share planes.
  int32_t block = 1;
};

class Simulation {
 public:
  Simulation(const Graph& graph, const std::vector<KernelCall>& calls,
             const Group& group)
      : graph_(graph), calls_(calls), group_(group) {
    for (int32_t i = group.first; i < group.last; ++i) {
      add_op(static_cast<size_t>(i), static_cast<size_t>(i - group.first));
    }
    mark_inner();
    link_operators();
    next_call_.assign(static_cast<size_t>(group.size()), 0);
  }

  /// Only the first operator may run freely: it sets the pace.
  [[nodiscard]] bool paced() const {
    return std::none_of(feeds_.begin() + 1, feeds_.end(),
                        [](const auto& feeds) { return feeds.empty(); });
  }

  /// Lets the rows come on for so long that everything has repeated.
  void extend() {
    constexpr int32_t kTurns = 4;
    for (Stream& s : streams_) {
      const std::vector<Feed>& feeds = feeds_[*s.writer];
      const RowNeeds& needs = flows_[*s.writer].needs;
      FIREFLY_CHECK(flows_[*s.writer].rows == 1);
      int32_t rows = kTurns * s.height;
      for (size_t i = 0; i < feeds.size(); ++i) {
        const int32_t last =
            (stream_of(feeds[i].writer).height - 1 - needs.last(0)) /
            needs.stride;
        rows = i == 0 ? last + 1 : std::min(rows, last + 1);
      }
      s.height = rows;
      flows_[*s.writer].height = rows;
    }
    for (std::vector<Feed>& feeds : feeds_) {
      for (Feed& feed : feeds) {
        feed.height = stream_of(feed.writer).height;
      }
    }
  }

  GroupMemory run() {
    while (const std::optional<size_t> op = last_ready()) {
      compute_rows(*op);
    }
    if (next_call_.size() == 1 && !flows_[0].accumulates) {
      run_backward();
    }
    return std::move(memory_);
  }

 private:
  void add_op(size_t op_index, size_t index) {
    const Op& op = graph_.ops[op_index];
    const Flow flow = flow_of(graph_, op, calls_[op_index]);
    stream(op.outputs[0]).writer = index;
    for (const TensorId id : op.inputs) {
      const bool pushed = calls_[op_index].is_feed;
      if (id != kNoTensor && !pushed && has_rows(graph_.tensor(id))) {
        stream(id).readers.push_back(index);
      }
    }
    flows_.push_back(flow);
  }

  Stream& stream(TensorId id) {
    const auto found = std::ranges::find(streams_, id, &Stream::id);
    if (found != streams_.end()) {
      return *found;
    }
    const Tensor& tensor = graph_.tensor(id);
    Stream& added = streams_.emplace_back();
    added.id = id;
    added.height = has_rows(tensor) ? tensor.shape[1] : 1;
    added.row_bytes = row_bytes(graph_, calls_, id);
    added.block = has_plane_pairs(graph_, calls_, id) ? 2 : 1;
    return added;
  }

  [[nodiscard]] const Stream& stream_of(size_t writer) const {
    return *outputs_[writer];
  }

  void mark_inner() {
    std::set<TensorId> outside(graph_.outputs.begin(), graph_.outputs.end());
    for (size_t i = 0; i < graph_.ops.size(); ++i) {
      const auto index = static_cast<int32_t>(i);
      if (index < group_.first || index >= group_.last) {
        outside.insert(graph_.ops[i].inputs.begin(),
                       graph_.ops[i].inputs.end());
      }
    }
    for (Stream& s : streams_) {
      s.inner = s.writer && !outside.contains(s.id);
      if (!s.writer && !outside.contains(s.id)) {
        inputs_.push_back(&s);  // used up here, unless read as a whole
      }
    }
  }

  /// What each operator reads and writes, so that a row costs no search.
  void link_operators() {
    feeds_.resize(static_cast<size_t>(group_.size()));
    outputs_.resize(feeds_.size());
    for (const Stream& s : streams_) {
      if (s.writer) {
        outputs_[*s.writer] = &s;
        for (const size_t reader : s.readers) {
          feeds_[reader].push_back({*s.writer, s.height});
        }
      }
    }
  }

  /// Whether the rows that the next call of `op` needs have been written.
  [[nodiscard]] bool ready(size_t op) const {
    const int32_t last = flows_[op].last_needed(next_call_[op]);
    return std::ranges::all_of(feeds_[op], [&](const Feed& feed) {
      return std::min(last, feed.height - 1) <
             flows_[feed.writer].rows_after(next_call_[feed.writer]);
    });
  }

  /// The last operator that can compute rows: what has been made is used up
  /// before more is made. Nothing when all have finished.
  [[nodiscard]] std::optional<size_t> last_ready() const {
    for (size_t op = flows_.size(); op-- > 0;) {
      if (next_call_[op] < flows_[op].calls() && ready(op)) {
        return op;
      }
    }
    return std::nullopt;
  }

  /// The first row of `s` that somebody still has to read while `writing`
  /// makes its next call. An operator that can work in place does not mind
  /// losing the row that it is about to use.
  [[nodiscard]] int32_t oldest_needed(const Stream& s, size_t writing) const {
    int32_t oldest = s.height;
    for (const size_t reader : s.readers) {
      const bool gives_up = reader == writing && in_place_on(s, writing);
      const int32_t call = next_call_[reader] + (gives_up ? 1 : 0);
      if (call < flows_[reader].calls()) {
        oldest =
            std::min(oldest, std::max(0, flows_[reader].first_needed(call)));
      }
    }
    return oldest;
  }

  [[nodiscard]] bool in_place_on(const Stream& s, size_t op) const {
    const auto index = static_cast<size_t>(group_.first) + op;
    const int k = calls_[index].in_place_input;
    const auto& inputs = graph_.ops[index].inputs;
    return k >= 0 && inputs[static_cast<size_t>(k)] == s.id &&
           std::ranges::count(inputs, s.id) == 1;
  }

  void compute_rows(size_t op) {
    const int32_t begin = flows_[op].rows_after(next_call_[op]);
    const int32_t end = flows_[op].rows_after(next_call_[op] + 1);
    if (begin < end) {
      write_rows(op, begin, end);
    }
    memory_.order.push_back(static_cast<int32_t>(op));
    ++next_call_[op];
  }

  void write_rows(size_t op, int32_t begin, int32_t end) {
    const Stream& s = *outputs_[op];
    if (s.inner) {
      // Those of a call lie side by side in the ring.
      const int32_t rows = flows_[op].rows;
      const int32_t oldest = std::min(begin, oldest_needed(s, op));
      const int32_t needed =
          round_up(end, s.block) - oldest / s.block * s.block;
      int32_t& kept = memory_.kept_rows[s.id];
      kept = std::max(
          kept, std::min(round_up(needed, rows), round_up(s.height, s.block)));
    } else if (s.block == 1) {
      for (const Stream* input : inputs_) {
        if (input->block > 1) {
          continue;  // Its rows do not die one by one.
        }
        int32_t& distance = overlap(*input, s).forward_bytes;
        distance =
            std::max(distance, end * s.row_bytes - oldest_needed(*input, op) *
                                                       input->row_bytes);
      }
    }
  }

  /// The overlap of an input and an output, made on first use.
  Overlap& overlap(const Stream& input, const Stream& output) {
    for (Overlap& known : memory_.overlaps) {
      if (known.input == input.id && known.output == output.id) {
        return known;
      }
    }
    memory_.overlaps.push_back({input.id, output.id, 0, std::nullopt});
    return memory_.overlaps.back();
  }

  /// The same loop with rows from the last to the first: then an output may
  /// lie above its dying input instead of below.
  void run_backward() {
    for (Overlap& known : memory_.overlaps) {
      const Stream& input = stream(known.input);
      const Stream& output = stream(known.output);
      int32_t distance = 0;
      for (int32_t call = flows_[0].calls() - 1; call >= 0; --call) {
        const int32_t newest = newest_needed(input, call);
        distance = std::max(distance,
                            (newest + 1) * input.row_bytes -
                                flows_[0].rows_after(call) * output.row_bytes);
      }
      known.backward_bytes = distance;
    }
  }

  /// The last row of `s` that is still to be read when a call writes. No
  /// operator works in place here: within a row, elements go first to last.
  [[nodiscard]] int32_t newest_needed(const Stream& s, int32_t call) const {
    int32_t newest = -1;
    for (const size_t reader : s.readers) {
      newest = std::max(
          newest, std::min(flows_[reader].last_needed(call), s.height - 1));
    }
    return newest;
  }

  const Graph& graph_;
  const std::vector<KernelCall>& calls_;
  const Group& group_;
  std::vector<Stream> streams_;
  std::vector<const Stream*> inputs_;
  std::vector<std::vector<Feed>> feeds_;  // by operator
  std::vector<const Stream*> outputs_;    // by operator
  std::vector<Flow> flows_;               // by operator
  std::vector<int32_t> next_call_;        // by operator
  GroupMemory memory_;
};

/// An operator that takes whole tensors, alone: it may work in place.
GroupMemory whole_operator(const Graph& graph, const Op& op,
                           const KernelCall& call) {
  GroupMemory memory{.kept_rows = {}, .overlaps = {}, .order = {0}};
  if (call.in_place_input >= 0 && op.outputs.size() == 1) {
    const TensorId input = op.inputs[static_cast<size_t>(call.in_place_input)];
    if (graph.tensor(input).role == TensorRole::kActivation &&
        std::ranges::count(op.inputs, input) == 1 &&
        std::ranges::count(graph.outputs, input) == 0) {
      memory.overlaps.push_back({input, op.outputs[0], 0, std::nullopt});
    }
  }
  return memory;
}

/// Operators that all flow row by row.
std::optional<GroupMemory> run_rows(const Graph& graph,
                                    const std::vector<KernelCall>& calls,
                                    const Group& group, bool endless) {
  Simulation simulation(graph, calls, group);
  if (!simulation.paced()) {
    return std::nullopt;
  }
  if (endless) {
    simulation.extend();
  }
  return simulation.run();
}

}  // namespace

std::optional<GroupMemory> stream_group(const Graph& graph,
                                        const std::vector<KernelCall>& calls,
                                        const Group& group) {
  for (int32_t i = group.first; i < group.last; ++i) {
    const auto index = static_cast<size_t>(i);
    if (!calls[index].by_row) {
      return group.size() == 1 ? std::optional(whole_operator(
                                     graph, graph.ops[index], calls[index]))
                               : std::nullopt;
    }
  }
  return run_rows(graph, calls, group, /*endless=*/false);
}

std::optional<GroupMemory> stream_endlessly(
    const Graph& graph, const std::vector<KernelCall>& calls,
    const Group& group) {
  return run_rows(graph, calls, group, /*endless=*/true);
}

}  // namespace firefly
