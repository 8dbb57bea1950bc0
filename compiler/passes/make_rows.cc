// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/make_rows.h"

#include <algorithm>

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
  explicit LineTurner(Graph& graph) : graph_(graph) {}

  void run() {
    std::vector<Op> ops = std::move(graph_.ops);
    graph_.ops.clear();
    for (Op& op : ops) {
      OpKind kind = op.kind;
      if (!works_on_lines(graph_, op) ||
          !std::visit([](auto& k) { return turn(k); }, kind)) {
        graph_.ops.push_back(std::move(op));
        continue;
      }
      op.kind = std::move(kind);
      for (TensorId& id : op.inputs) {
        id = turned_input(op, id);
      }
      const TensorId line = op.outputs[0];
      op.outputs[0] = turned_tensor(line);
      const TensorId column = op.outputs[0];
      const Op source = op;
      graph_.ops.push_back(std::move(op));
      add_reshape(source, column, line);
    }
    remove_unused(graph_);
  }

 private:
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
};

}  // namespace

void make_rows(Graph& graph) { LineTurner(graph).run(); }

}  // namespace firefly
