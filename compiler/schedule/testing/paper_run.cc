// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/testing/paper_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/schedule/flow.h"

namespace firefly::testing {
namespace {

int32_t round_up(int32_t value, int32_t step) {
  return (value + step - 1) / step * step;
}

/// What a byte of memory holds: byte `at` of the value `value`.
struct Tag {
  int32_t value = -1;
  int32_t at = 0;
  bool operator==(const Tag&) const = default;
};

class PaperRun {
 public:
  PaperRun(const Graph& graph, const Plan& plan)
      : graph_(graph),
        plan_(plan),
        memory_(static_cast<size_t>(plan.memory_bytes())),
        values_(graph.tensors.size(), -1) {}

  std::vector<std::string> run() {
    for (size_t id = 0; id < graph_.tensors.size(); ++id) {
      if (graph_.tensors[id].role == TensorRole::kState) {
        write_all(static_cast<TensorId>(id));
      }
    }
    invoke();
    invoke();
    return problems_;
  }

 private:
  void invoke() {
    for (const TensorId id : graph_.inputs) {
      write_all(id);
    }
    next_call_.assign(graph_.ops.size(), 0);
    int32_t next_op = 0;
    for (const Group& group : plan_.groups) {
      complain_if(group.first != next_op, "groups leave operators out");
      next_op = group.last;
      run_group(group);
    }
    complain_if(next_op != static_cast<int32_t>(graph_.ops.size()),
                "groups end early");
    for (const TensorId id : graph_.outputs) {
      check(id, 0, size_bytes(graph_.tensor(id)), "the caller");
    }
  }

  void run_group(const Group& group) {
    for (int32_t i = group.first; i < group.last; ++i) {
      for (const TensorId id : op(i).outputs) {
        values_[static_cast<size_t>(id)] = next_value_++;
      }
    }
    const auto first = static_cast<size_t>(group.first);
    if (plan_.elided[first]) {
      complain_if(group.size() != 1, "a view inside a loop");
      values_[static_cast<size_t>(op(group.first).outputs[0])] =
          values_[static_cast<size_t>(op(group.first).inputs[0])];
    } else if (!plan_.calls[first].by_row) {
      complain_if(group.size() != 1, "a whole operator inside a loop");
      run_whole(group.first);
    } else if (group.backward) {
      complain_if(group.size() != 1, "several operators backward");
      for (int32_t call = flow(group.first).calls() - 1; call >= 0; --call) {
        run_call(group.first, call);
      }
    } else {
      run_interleaved(group);
    }
  }

  /// Always the next rows of the last operator that can compute some.
  void run_interleaved(const Group& group) {
    for (int32_t i = group.last; i-- > group.first;) {
      if (next_call_[static_cast<size_t>(i)] < flow(i).calls() &&
          is_ready(i, group)) {
        run_call(i, next_call_[static_cast<size_t>(i)]++);
        i = group.last;
      }
    }
    for (int32_t i = group.first; i < group.last; ++i) {
      complain_if(next_call_[static_cast<size_t>(i)] != flow(i).calls(),
                  fmt::format("operator {} is left unfinished", i));
    }
  }

  [[nodiscard]] bool is_ready(int32_t i, const Group& group) const {
    const Flow reader = flow(i);
    for (int32_t k = group.first; k < group.last; ++k) {
      const Flow writer = flow(k);
      const int32_t last =
          std::min(reader.last_needed(next_call_[static_cast<size_t>(i)]),
                   writer.rows_after(writer.calls()) - 1);
      if (std::ranges::count(op(i).inputs, op(k).outputs[0]) > 0 &&
          last >= writer.rows_after(next_call_[static_cast<size_t>(k)])) {
        return false;
      }
    }
    return true;
  }

  /// All rows of a call are written before any that one of them needs is read;
  /// they have to lie side by side.
  void run_call(int32_t i, int32_t call) {
    const Flow how = flow(i);
    const TensorId output = op(i).outputs[0];
    const int32_t begin = how.rows_after(call) * row_bytes(output);
    const int32_t bytes = round_up(how.rows_after(call + 1), block_of(output)) *
                              row_bytes(output) -
                          begin;
    if (how.accumulates) {
      keep_scratch(i, call);
    } else {
      dirty_scratch(i);
    }
    if (bytes > 0) {
      compute(i, begin, bytes);
      complain_if(address(output, begin + bytes - 1) !=
                      address(output, begin) + bytes - 1,
                  fmt::format("call {} of operator {} is torn", call, i));
    }
    const int32_t end = std::min((call + 1) * how.rows, how.height);
    for (int32_t y = call * how.rows; y < end; ++y) {
      read_rows(i, y, how.needs);
    }
    if (bytes > 0) {
      check(output, begin, bytes, "its own maker");
    }
  }

  /// Rows that can not be told apart in memory.
  [[nodiscard]] int32_t block_of(TensorId id) const {
    return has_plane_pairs(graph_, plan_.calls, id) ? 2 : 1;
  }

  void read_rows(int32_t i, int32_t y, const RowNeeds& needs) {
    for (size_t k = 0; k < op(i).inputs.size(); ++k) {
      const TensorId input = op(i).inputs[k];
      if (input == kNoTensor || graph_.tensor(input).is_constant() ||
          static_cast<int>(k) ==
              plan_.calls[static_cast<size_t>(i)].in_place_input) {
        continue;
      }
      for (int32_t n = 0; n < needs.count; ++n) {
        const int32_t row = needs.first(y) + n * needs.dilation;
        if (row >= 0 && row < graph_.tensor(input).shape[1]) {
          const int32_t block = block_of(input);
          check(input, row / block * block * row_bytes(input),
                block * row_bytes(input),
                fmt::format("row {} of operator {}", y, i));
        }
      }
    }
  }

  /// What an accumulating operator left in its scratch must still be there.
  void keep_scratch(int32_t i, int32_t y) {
    const size_t index = static_cast<size_t>(i);
    for (int32_t at = 0; at < plan_.calls[index].scratch_bytes; ++at) {
      Tag* tag = at_address(plan_.scratch_offset[index] + at);
      const Tag sums{-2 - i, at};
      complain_if(y > 0 && tag != nullptr && *tag != sums,
                  fmt::format("the sums of operator {} are spoilt", i));
      if (tag != nullptr) {
        *tag = sums;
      }
    }
  }

  void run_whole(int32_t i) {
    if (op(i).as<AssignVariable>() != nullptr) {
      const TensorId state = op(i).inputs[0];
      check(op(i).inputs[1], 0, size_bytes(graph_.tensor(state)), "assign");
      write_all(state);
      return;
    }
    const TensorId output = op(i).outputs[0];
    dirty_scratch(i);
    compute(i, 0, size_bytes(graph_.tensor(output)));
    for (size_t k = 0; k < op(i).inputs.size(); ++k) {
      const TensorId input = op(i).inputs[k];
      if (input != kNoTensor && !graph_.tensor(input).is_constant() &&
          static_cast<int>(k) !=
              plan_.calls[static_cast<size_t>(i)].in_place_input) {
        check(input, 0, size_bytes(graph_.tensor(input)),
              fmt::format("operator {}", i));
      }
    }
    check(output, 0, size_bytes(graph_.tensor(output)), "its own maker");
  }

  /// Writes bytes [first, first + count) of the output, each after the byte of
  /// the input that it may replace was read; then the scratch memory is dirty
  /// again, unless it holds sums.
  void compute(int32_t i, int32_t first, int32_t count) {
    const int in_place = plan_.calls[static_cast<size_t>(i)].in_place_input;
    for (int32_t at = first; at < first + count; ++at) {
      if (in_place >= 0) {
        check(op(i).inputs[static_cast<size_t>(in_place)], at, 1,
              fmt::format("operator {} in place", i));
      }
      write(op(i).outputs[0], at);
    }
    if (!plan_.calls[static_cast<size_t>(i)].accumulates) {
      dirty_scratch(i);
    }
  }

  void dirty_scratch(int32_t i) {
    const int32_t bytes = plan_.calls[static_cast<size_t>(i)].scratch_bytes;
    const int32_t offset = plan_.scratch_offset[static_cast<size_t>(i)];
    complain_if(bytes > 0 && (offset < 0 || offset % 8 != 0),
                fmt::format("operator {} has no scratch memory", i));
    for (int32_t at = 0; at < bytes; ++at) {
      if (Tag* tag = at_address(offset + at)) {
        *tag = {};
      }
    }
  }

  void write_all(TensorId id) {
    values_[static_cast<size_t>(id)] = next_value_++;
    for (int32_t at = 0; at < size_bytes(graph_.tensor(id)); ++at) {
      write(id, at);
    }
  }

  void write(TensorId id, int32_t at) {
    if (Tag* tag = at_address(address(id, at))) {
      *tag = {values_[static_cast<size_t>(id)], at};
    }
  }

  void check(TensorId id, int32_t first, int32_t count,
             const std::string& reader) {
    if (plan_.placements[static_cast<size_t>(id)].storage == Storage::kFlash) {
      return;
    }
    for (int32_t at = first; at < first + count; ++at) {
      const Tag* tag = at_address(address(id, at));
      if (tag != nullptr && *tag != Tag{values_[static_cast<size_t>(id)], at}) {
        complain_if(true, fmt::format("{} finds byte {} of tensor {} spoilt",
                                      reader, at, id));
        return;
      }
    }
  }

  [[nodiscard]] int32_t address(TensorId id, int32_t at) const {
    const Placement& p = plan_.placements[static_cast<size_t>(id)];
    if (p.height == 0) {
      return p.offset + at;
    }
    const int32_t row = at / row_bytes(id);
    if (!p.row_offsets.empty()) {
      return p.row_offsets[static_cast<size_t>(row)] + at % row_bytes(id);
    }
    return p.offset + row % p.kept_rows * row_bytes(id) + at % row_bytes(id);
  }

  Tag* at_address(int32_t address) {
    const bool inside =
        address >= 0 && address < static_cast<int32_t>(memory_.size());
    complain_if(!inside, fmt::format("address {} is outside", address));
    return inside ? &memory_[static_cast<size_t>(address)] : nullptr;
  }

  void complain_if(bool wrong, const std::string& problem) {
    if (wrong && problems_.size() < 10) {
      problems_.push_back(problem);
    }
  }

  [[nodiscard]] const Op& op(int32_t i) const {
    return graph_.ops[static_cast<size_t>(i)];
  }
  [[nodiscard]] Flow flow(int32_t i) const {
    return flow_of(graph_, op(i), plan_.calls[static_cast<size_t>(i)]);
  }
  [[nodiscard]] int32_t row_bytes(TensorId id) const {
    return firefly::row_bytes(graph_, plan_.calls, id);
  }

  const Graph& graph_;
  const Plan& plan_;
  std::vector<Tag> memory_;
  std::vector<int32_t> values_;  // by TensorId: what it holds now
  int32_t next_value_ = 0;
  std::vector<int32_t> next_call_;  // by operator
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> run_on_paper(const Graph& graph, const Plan& plan) {
  return PaperRun(graph, plan).run();
}

}  // namespace firefly::testing
