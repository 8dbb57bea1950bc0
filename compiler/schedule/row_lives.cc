// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/row_lives.h"

#include <algorithm>

#include "compiler/schedule/flow.h"
#include "graph/rows.h"

namespace firefly {
namespace {

constexpr int32_t kAlignment = 8;

int32_t align(int32_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

size_t index(int32_t i) { return static_cast<size_t>(i); }

/// From the step that makes some rows to the last that uses them.
struct Life {
  int32_t first = 0;
  int32_t last = -1;
  int32_t piece = -1;  ///< Once there is one.
};

/// Rows of a tensor and their lives, in blocks.
struct Blocks {
  int32_t rows = 1;  ///< A block.
  std::vector<Life> lives;
};

class LifeRecorder {
 public:
  LifeRecorder(const PlanParts& parts, std::span<const Group> groups)
      : parts_(parts),
        first_op_(groups.front().first),
        last_op_(groups.back().last),
        tensors_(parts.graph.tensors.size()),
        steps_of_(parts.graph.ops.size()) {
    for (size_t id = 0; id < tensors_.size(); ++id) {
      if (is_live(id)) {
        start(static_cast<TensorId>(id));
      }
    }
  }

  void run(const Group& group, const GroupMemory& memory) {
    std::vector<int32_t> next_call(index(group.size()), 0);
    std::vector<Flow> flows;
    for (int32_t i = group.first; i < group.last; ++i) {
      flows.push_back(call_of(i).by_row
                          ? flow_of(parts_.graph, op(i), call_of(i))
                          : Flow{});
    }
    for (const int32_t i : memory.order) {
      steps_of_[index(group.first + i)].push_back(step_);
      if (call_of(group.first + i).by_row) {
        run_call(op(group.first + i), flows[index(i)], next_call[index(i)]++);
      } else {
        run_whole(op(group.first + i));
      }
      ++step_;
    }
  }

  RowLives finish(bool with_scratch) {
    for (size_t id = 0; id < tensors_.size(); ++id) {
      if (is_live(id)) {
        add_tensor(static_cast<TensorId>(id));
      }
    }
    link_in_place();
    for (int32_t i = first_op_; with_scratch && i < last_op_; ++i) {
      add_scratch(i);
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] const Lifetime& lifetime(size_t id) const {
    return parts_.lifetimes[id];
  }
  [[nodiscard]] bool is_live(size_t id) const {
    return lifetime(id).bytes > 0 && lifetime(id).first_op < last_op_ &&
           lifetime(id).last_op >= first_op_;
  }
  [[nodiscard]] const Op& op(int32_t i) const {
    return parts_.graph.ops[index(i)];
  }
  [[nodiscard]] const KernelCall& call_of(int32_t i) const {
    return parts_.calls[index(i)];
  }
  [[nodiscard]] int32_t row_bytes(TensorId id) const {
    return firefly::row_bytes(parts_.graph, parts_.calls, id);
  }

  /// Rows that exist before the first step are live from it on.
  void start(TensorId id) {
    Blocks& blocks = tensors_[index(id)];
    blocks.rows = block_rows(parts_.graph, parts_.calls, id);
    const int32_t rows = stored_rows(parts_.graph, parts_.calls, id);
    const bool is_there = lifetime(index(id)).first_op < first_op_;
    blocks.lives.assign(index((rows + blocks.rows - 1) / blocks.rows),
                        is_there ? Life{0, 0} : Life{});
  }

  void use(Life& life) const {
    if (life.last < 0) {
      life.first = step_;
    }
    life.last = step_;
  }

  /// The rows [first, last] of a tensor, margins left out; all of its memory if
  /// that is not its own.
  void use_rows(TensorId id, int32_t first, int32_t last) {
    const TensorId root = parts_.roots[index(id)];
    Blocks& blocks = tensors_[index(root)];
    const auto count = static_cast<int32_t>(blocks.lives.size());
    int32_t begin = 0;
    int32_t end = count;
    if (root == id) {
      begin = std::max(first, 0) / blocks.rows;
      end = std::min(last / blocks.rows + 1, count);
    }
    for (int32_t b = begin; last >= 0 && b < end; ++b) {
      use(blocks.lives[index(b)]);
    }
  }

  void use_all(TensorId id) {
    if (id != kNoTensor) {
      for (Life& life : tensors_[index(parts_.roots[index(id)])].lives) {
        use(life);
      }
    }
  }

  void run_whole(const Op& op) {
    std::ranges::for_each(op.inputs, [&](TensorId id) { use_all(id); });
    std::ranges::for_each(op.outputs, [&](TensorId id) { use_all(id); });
  }

  void run_call(const Op& op, const Flow& flow, int32_t call) {
    for (const TensorId id : op.inputs) {
      if (id != kNoTensor && has_rows(parts_.graph.tensor(id))) {
        use_rows(id, flow.first_needed(call), flow.last_needed(call));
      } else {
        use_all(id);
      }
    }
    const int32_t begin = flow.rows_after(call);
    const int32_t end = flow.rows_after(call + 1);
    if (begin < end) {
      use_rows(op.outputs[0], begin, end - 1);
    }
  }

  int32_t add_item(const RowItem& item) {
    result_.items.push_back(item);
    return result_.problem.items++;
  }

  void add_tensor(TensorId id) {
    Blocks& blocks = tensors_[index(id)];
    const bool apart = parts_.scattered[index(id)];
    const bool stays = lifetime(index(id)).last_op >= last_op_;
    const int32_t bytes = row_bytes(id) * blocks.rows;
    int32_t item = -1;
    for (size_t b = 0; b < blocks.lives.size(); ++b) {
      Life& life = blocks.lives[b];
      const auto row = static_cast<int32_t>(b) * blocks.rows;
      if (item < 0 || apart) {
        item = add_item({id, apart ? row : -1, -1});
      }
      if (stays && life.last < 0) {
        life.first = 0;
      }
      const int32_t last = stays ? step_ : life.last;
      if (last >= 0) {
        life.last = last;
        life.piece = static_cast<int32_t>(result_.problem.pieces.size());
        result_.problem.pieces.push_back(
            {.item = item,
             .start = apart ? 0 : row * row_bytes(id),
             .bytes = apart ? align(bytes) : bytes,
             .first_step = life.first,
             .last_step = last});
      }
    }
  }

  /// Outputs over inputs that they are the last to use.
  void link_in_place() {
    for (int32_t i = first_op_; i < last_op_; ++i) {
      const int k = call_of(i).in_place_input;
      if (k < 0 || steps_of_[index(i)].empty()) {
        continue;
      }
      const TensorId input = op(i).inputs[index(k)];
      const TensorId output = op(i).outputs[0];
      Blocks& from = tensors_[index(input)];
      Blocks& to = tensors_[index(output)];
      const bool alike = from.rows == 1 && to.rows == 1 &&
                         from.lives.size() == to.lives.size() &&
                         std::ranges::count(op(i).inputs, input) == 1 &&
                         row_bytes(input) == row_bytes(output);
      for (size_t y = 0; alike && y < to.lives.size(); ++y) {
        if (from.lives[y].last == to.lives[y].first) {
          result_.problem.pieces[index(to.lives[y].piece)].over =
              from.lives[y].piece;
        }
      }
    }
  }

  /// Live while its operator runs; from its first call to its last if it adds
  /// up there.
  void add_scratch(int32_t i) {
    const int32_t bytes = call_of(i).scratch_bytes;
    const std::vector<int32_t>& steps = steps_of_[index(i)];
    if (bytes == 0 || steps.empty()) {
      return;
    }
    const int32_t item = add_item({.op = i});
    std::vector<LivePiece>& pieces = result_.problem.pieces;
    const auto add = [&](int32_t first, int32_t last) {
      pieces.push_back({.item = item,
                        .start = 0,
                        .bytes = align(bytes),
                        .first_step = first,
                        .last_step = last});
    };
    if (call_of(i).accumulates) {
      add(steps.front(), steps.back());
      return;
    }
    for (size_t n = 0; n < steps.size(); ++n) {
      if (n > 0 && steps[n] == steps[n - 1] + 1) {
        ++pieces.back().last_step;
      } else {
        add(steps[n], steps[n]);
      }
    }
  }

  const PlanParts& parts_;
  int32_t first_op_;
  int32_t last_op_;
  std::vector<Blocks> tensors_;                 // by root
  std::vector<std::vector<int32_t>> steps_of_;  // by operator
  int32_t step_ = 0;
  RowLives result_;
};

/// Whether a call takes this tensor by rows and in no other way.
bool takes_rows(const KernelCall& call, const Op& op, TensorId id) {
  if (!call.by_row || !call.all_rows.empty()) {
    return false;
  }
  return std::ranges::none_of(call.args, [&](const Arg& arg) {
    switch (arg.kind) {
      case ArgKind::kInputData:
      case ArgKind::kStateData:
        return op.inputs[index(arg.index)] == id;
      case ArgKind::kOutputData:
        return op.outputs[index(arg.index)] == id;
      case ArgKind::kAllInputs:
      case ArgKind::kMemory:
        return true;
      default:
        return false;
    }
  });
}

}  // namespace

std::vector<bool> find_scattered(const Graph& graph,
                                 const std::vector<KernelCall>& calls,
                                 std::span<const TensorId> roots) {
  std::vector<bool> scattered(graph.tensors.size());
  for (size_t i = 0; i < scattered.size(); ++i) {
    const auto id = static_cast<TensorId>(i);
    scattered[i] = graph.tensors[i].role == TensorRole::kActivation &&
                   has_rows(graph.tensors[i]) && roots[i] == id &&
                   std::ranges::count(roots, id) == 1 &&
                   std::ranges::count(graph.inputs, id) == 0 &&
                   std::ranges::count(graph.outputs, id) == 0;
  }
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    const Op& op = graph.ops[i];
    for (const auto* ids : {&op.inputs, &op.outputs}) {
      for (const TensorId id : *ids) {
        if (id != kNoTensor && !takes_rows(calls[i], op, id)) {
          scattered[index(id)] = false;
        }
      }
    }
  }
  return scattered;
}

int32_t block_rows(const Graph& graph, const std::vector<KernelCall>& calls,
                   TensorId id) {
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    if (calls[i].by_row && graph.ops[i].outputs[0] == id) {
      return std::max(calls[i].rows, calls[i].plane_pairs ? 2 : 1);
    }
  }
  return 1;
}

RowLives find_row_lives(const PlanParts& parts, std::span<const Group> groups,
                        std::span<const GroupMemory> memory,
                        bool with_scratch) {
  LifeRecorder recorder(parts, groups);
  for (size_t g = 0; g < groups.size(); ++g) {
    recorder.run(groups[g], memory[g]);
  }
  return recorder.finish(with_scratch);
}

}  // namespace firefly
