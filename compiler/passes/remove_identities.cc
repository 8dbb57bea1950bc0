// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/remove_identities.h"

#include <algorithm>

#include "compiler/passes/evaluate_on.h"
#include "compiler/passes/uses.h"
#include "graph/prepare/quantization.h"

namespace firefly {
namespace {

template <class... Kinds>
bool is_any_of(const OpKind& kind) {
  return (std::holds_alternative<Kinds>(kind) || ...);
}

/// Same elements under the same interpretation, if the values are the same.
bool alike(const Tensor& a, const Tensor& b) {
  return a.type == b.type && a.shape == b.shape &&
         a.quantization == b.quantization;
}

bool is_whole(const Slice& slice, const Shape& shape) {
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != 1 && (slice.begin[i] != 0 || slice.stride[i] != 1)) {
      return false;
    }
  }
  return true;
}

bool is_identity_function(const Graph& graph, const Op& op) {
  const std::vector<int32_t> table = tabulate(graph, op);
  int32_t q = full_range(graph.tensor(op.inputs[0]).type).low;
  return std::ranges::all_of(table, [&](int32_t f) { return f == q++; });
}

/// Whether the output of `op` is its first input, given that they are alike.
bool is_identity(const Graph& graph, const Op& op) {
  // What only moves elements can not move them far without another shape.
  if (is_any_of<Reshape, Cast, Pad, MirrorPad, Tile, SpaceToDepth, DepthToSpace,
                SpaceToBatch, BatchToSpace>(op.kind)) {
    return true;
  }
  if (op.as<Concat>() != nullptr) {
    return op.inputs.size() == 1;
  }
  if (const auto* slice = op.as<Slice>()) {
    return is_whole(*slice, graph.tensor(op.inputs[0]).shape);
  }
  if (const auto* pool = op.as<Pool2d>()) {
    return pool->kind != PoolKind::kL2 && pool->window.height == 1 &&
           pool->window.width == 1 && pool->activation == Activation::kNone;
  }
  return is_integer_function(graph, op) && is_identity_function(graph, op);
}

/// Extents of more than one element keep their order.
bool moves_no_data(const Transpose& transpose, const Shape& shape) {
  std::vector<int32_t> order;
  for (const int32_t axis : transpose.permutation) {
    if (shape[static_cast<size_t>(axis)] != 1) {
      order.push_back(axis);
    }
  }
  return std::ranges::is_sorted(order);
}

class IdentityRemover {
 public:
  explicit IdentityRemover(Graph& graph)
      : graph_(graph), uses_(graph), merger_(graph) {}

  void run() {
    for (Op& op : graph_.ops) {
      for (TensorId& id : op.inputs) {
        id = merger_.find(id);
      }
      if (op.outputs.size() != 1 || op.inputs.empty() || !op.has_input(0)) {
        continue;
      }
      merge_with_producer(op);
      const TensorId x = op.inputs[0];
      if (graph_.tensor(x).role != TensorRole::kState &&
          alike(graph_.tensor(x), graph_.tensor(op.outputs[0])) &&
          is_identity(graph_, op)) {
        merger_.merge(x, op.outputs[0]);
      }
    }
    merger_.apply();
  }

 private:
  [[nodiscard]] const Op* producer_of(TensorId id) const {
    const int index = uses_.producer(id);
    return index < 0 ? nullptr : &graph_.ops[static_cast<size_t>(index)];
  }

  /// Looks through the operator before `op` if the two are one.
  void merge_with_producer(Op& op) {
    const Op* before = producer_of(op.inputs[0]);
    if (auto* transpose = op.as<Transpose>()) {
      if (before != nullptr && before->as<Transpose>() != nullptr) {
        for (int32_t& axis : transpose->permutation) {
          axis =
              before->as<Transpose>()->permutation[static_cast<size_t>(axis)];
        }
        op.inputs[0] = before->inputs[0];
        before = producer_of(op.inputs[0]);
      }
      if (moves_no_data(*transpose, graph_.tensor(op.inputs[0]).shape)) {
        op.kind = Reshape{};
      }
    }
    if (before == nullptr) {
      return;
    }
    if (op.as<Reshape>() != nullptr && before->as<Reshape>() != nullptr) {
      op.inputs[0] = before->inputs[0];
    }
    if (op.as<Slice>() != nullptr && before->as<Slice>() != nullptr) {
      slice_once(op, *before);
    }
    if (op.as<Quantize>() != nullptr && before->as<Dequantize>() != nullptr) {
      undo_dequantize(op, *before);
    }
  }

  static void slice_once(Op& second, const Op& first) {
    auto* slice = second.as<Slice>();
    const auto* outer = first.as<Slice>();
    for (size_t i = 0; i < slice->begin.size(); ++i) {
      slice->begin[i] = outer->begin[i] + slice->begin[i] * outer->stride[i];
      slice->stride[i] *= outer->stride[i];
    }
    second.inputs[0] = first.inputs[0];
  }

  /// Rounding scale · d to float and dividing by the scale misses the integer d
  /// by at most |d| · 2^-23, which is far below 1/2 for up to 16 bits.
  void undo_dequantize(Op& quantize, const Op& dequantize) {
    const Tensor& x = graph_.tensor(dequantize.inputs[0]);
    if (size_bytes(x.type) <= 2 &&
        alike(x, graph_.tensor(quantize.outputs[0]))) {
      quantize.kind = Reshape{};
      quantize.inputs[0] = dequantize.inputs[0];
    }
  }

  Graph& graph_;
  Uses uses_;
  TensorMerger merger_;
};

}  // namespace

void remove_identities(Graph& graph) { IdentityRemover(graph).run(); }

}  // namespace firefly
