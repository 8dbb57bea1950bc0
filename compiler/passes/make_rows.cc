// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/make_rows.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace firefly {
namespace {

/// 1x1xWxC.
bool is_line(const Shape& shape) {
  return shape.size() == 4 && shape[0] == 1 && shape[1] == 1;
}

Shape turned(Shape shape) {
  std::swap(shape[1], shape[2]);
  return shape;
}

void turn(std::vector<int32_t>& by_axis) { std::swap(by_axis[1], by_axis[2]); }

void turn(Window& window) {
  std::swap(window.height, window.width);
  std::swap(window.stride_h, window.stride_w);
  std::swap(window.dilation_h, window.dilation_w);
  std::swap(window.margins.top, window.margins.left);
  std::swap(window.margins.bottom, window.margins.right);
}

// Each turn() rotates the attributes of an operator on lines and says whether
// it could.

template <class Kind>
bool turn(Kind& kind) {
  if constexpr (requires { kind.window; }) {
    if (kind.window.height != 1) {
      return false;
    }
    turn(kind.window);
    return true;
  }
  return false;
}
bool turn(TransposeConv& /*kind*/) { return false; }
bool turn(Unary& /*kind*/) { return true; }
bool turn(Binary& /*kind*/) { return true; }
bool turn(Prelu& /*kind*/) { return true; }
bool turn(Quantize& /*kind*/) { return true; }
bool turn(Dequantize& /*kind*/) { return true; }
bool turn(Concat& concat) {
  if (concat.axis == 2) {
    concat.axis = 1;
    return true;
  }
  return concat.axis == 3;
}
bool turn(Pad& pad) {
  turn(pad.before);
  turn(pad.after);
  return true;
}
bool turn(Slice& slice) {
  turn(slice.begin);
  turn(slice.stride);
  return true;
}

bool slides_along_w(const OpKind& kind) {
  return std::visit(
      [](const auto& k) {
        if constexpr (requires { k.window; }) {
          return k.window.width > 1;
        }
        return false;
      },
      kind);
}

/// Whether all images that `op` touches are lines, and one is longer than a
/// pixel. Constants of rank 4 one row high (weights, too) can turn with them.
bool works_on_lines(const Graph& graph, const Op& op) {
  if (op.outputs.size() != 1 || op.inputs.empty() ||
      !is_line(graph.tensor(op.outputs[0]).shape)) {
    return false;
  }
  bool is_long = false;
  for (const TensorId id : op.inputs) {
    if (id == kNoTensor) {
      continue;
    }
    const Tensor& tensor = graph.tensor(id);
    const bool fits =
        tensor.is_constant()
            ? tensor.rank() < 2 || (tensor.rank() == 4 && tensor.shape[1] == 1)
            : is_line(tensor.shape);
    if (!fits) {
      return false;
    }
    is_long = is_long || (!tensor.is_constant() && tensor.shape[2] > 1);
  }
  return is_long;
}

class LineTurner {
 public:
  explicit LineTurner(Graph& graph)
      : graph_(graph), parent_(graph.tensors.size()) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  void run() {
    const std::vector<std::optional<OpKind>> turned_kinds = worthwhile_turns();
    std::vector<Op> ops = std::move(graph_.ops);
    graph_.ops.clear();
    for (size_t i = 0; i < ops.size(); ++i) {
      if (turned_kinds[i]) {
        add_turned(std::move(ops[i]), *turned_kinds[i]);
      } else {
        graph_.ops.push_back(std::move(ops[i]));
      }
    }
    remove_unused(graph_);
  }

 private:
  /// By operator: its turned attributes, if it can turn and has a neighbour
  /// that can, too, somewhere in a chain in which a window slides along W. For
  /// others rows gain nothing.
  std::vector<std::optional<OpKind>> worthwhile_turns() {
    struct Chain {
      int32_t ops = 0;
      bool slides = false;
    };
    std::vector<std::optional<OpKind>> kinds(graph_.ops.size());
    for (size_t i = 0; i < graph_.ops.size(); ++i) {
      OpKind kind = graph_.ops[i].kind;
      if (works_on_lines(graph_, graph_.ops[i]) &&
          std::visit([](auto& k) { return turn(k); }, kind)) {
        kinds[i] = std::move(kind);
        join(graph_.ops[i]);
      }
    }
    std::vector<Chain> chains(graph_.tensors.size());
    const auto chain_of = [&](const Op& op) -> Chain& {
      return chains[static_cast<size_t>(root(op.outputs[0]))];
    };
    for (size_t i = 0; i < kinds.size(); ++i) {
      if (kinds[i]) {
        Chain& chain = chain_of(graph_.ops[i]);
        ++chain.ops;
        chain.slides = chain.slides || slides_along_w(graph_.ops[i].kind);
      }
    }
    for (size_t i = 0; i < kinds.size(); ++i) {
      if (kinds[i]) {
        const Chain& chain = chain_of(graph_.ops[i]);
        if (chain.ops < 2 || !chain.slides) {
          kinds[i].reset();
        }
      }
    }
    return kinds;
  }

  /// The images of an operator belong to one chain.
  void join(const Op& op) {
    for (const TensorId id : op.inputs) {
      if (id != kNoTensor && !graph_.tensor(id).is_constant()) {
        parent_[static_cast<size_t>(root(id))] = root(op.outputs[0]);
      }
    }
  }
  [[nodiscard]] TensorId root(TensorId id) const {
    while (parent_[static_cast<size_t>(id)] != id) {
      id = parent_[static_cast<size_t>(id)];
    }
    return id;
  }

  void add_turned(Op op, const OpKind& kind) {
    op.kind = kind;
    for (TensorId& id : op.inputs) {
      id = turned_input(op, id);
    }
    const TensorId line = op.outputs[0];
    const TensorId column = turned_tensor(line);
    op.outputs[0] = column;
    graph_.ops.push_back(op);
    add_reshape(op, column, line);
  }

  TensorId turned_tensor(TensorId id) {
    Tensor tensor = graph_.tensor(id);
    tensor.shape = turned(std::move(tensor.shape));
    return graph_.add(std::move(tensor));
  }
  TensorId turned_input(const Op& op, TensorId id) {
    if (id == kNoTensor || graph_.tensor(id).rank() != 4) {
      return id;
    }
    const TensorId column = turned_tensor(id);
    if (!graph_.tensor(id).is_constant()) {
      add_reshape(op, id, column);
    }
    return column;
  }
  /// On behalf of `source`.
  void add_reshape(const Op& source, TensorId from, TensorId to) {
    Op reshape;
    reshape.kind = Reshape{};
    reshape.inputs = {from};
    reshape.outputs = {to};
    reshape.source_index = source.source_index;
    reshape.source_name = source.source_name;
    graph_.ops.push_back(std::move(reshape));
  }

  Graph& graph_;
  std::vector<TensorId> parent_;  // by TensorId: union-find of chains
};

}  // namespace

void make_rows(Graph& graph) { LineTurner(graph).run(); }

}  // namespace firefly
