// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/fuse_activations.h"

#include <algorithm>
#include <array>

#include "compiler/passes/evaluate_on.h"
#include "compiler/passes/uses.h"
#include "graph/prepare/quantization.h"

namespace firefly {
namespace {

/// The activation that an operator computes on its way out, if it can.
Activation* activation_of(Op& op) {
  if (auto* binary = op.as<Binary>()) {
    return binary->kind <= BinaryKind::kDiv ? &binary->activation : nullptr;
  }
  if (auto* conv = op.as<Conv2d>()) {
    return &conv->activation;
  }
  if (auto* depthwise = op.as<DepthwiseConv2d>()) {
    return &depthwise->activation;
  }
  if (auto* transpose_conv = op.as<TransposeConv>()) {
    return &transpose_conv->activation;
  }
  if (auto* fully_connected = op.as<FullyConnected>()) {
    return &fully_connected->activation;
  }
  if (auto* pool = op.as<Pool2d>()) {
    return &pool->activation;
  }
  return nullptr;
}

std::optional<Activation> float_activation(Activation fused, UnaryKind after) {
  if (fused != Activation::kNone) {
    return std::nullopt;
  }
  switch (after) {
    case UnaryKind::kRelu:
      return Activation::kRelu;
    case UnaryKind::kReluN1To1:
      return Activation::kReluN1To1;
    case UnaryKind::kRelu6:
      return Activation::kRelu6;
    default:
      return std::nullopt;
  }
}

/// The activation that equals `fused` followed by the integer function `op`:
/// tried on every number that `fused` lets through.
std::optional<Activation> integer_activation(const Graph& graph,
                                             Activation fused, const Op& op) {
  const Tensor& x = graph.tensor(op.inputs[0]);
  const std::vector<int32_t> table = tabulate(graph, op);
  const int32_t lowest = full_range(x.type).low;
  const IntegerRange arriving = activation_range(fused, x);
  const auto equals = [&](Activation activation) {
    const IntegerRange range = activation_range(activation, x);
    // Numbers beyond the ends of `arriving` become the ends of `range` either
    // way, if `range` lies within.
    bool equal = range.low <= range.high && range.low >= arriving.low &&
                 range.high <= arriving.high;
    for (int32_t q = arriving.low; equal && q <= arriving.high; ++q) {
      equal = table[static_cast<size_t>(q - lowest)] ==
              std::clamp(q, range.low, range.high);
    }
    return equal;
  };
  constexpr std::array kCandidates = {Activation::kNone, Activation::kRelu,
                                      Activation::kRelu6,
                                      Activation::kReluN1To1};
  const auto* found = std::ranges::find_if(kCandidates, equals);
  return found == kCandidates.end() ? std::nullopt : std::optional(*found);
}

std::optional<Activation> joint_activation(const Graph& graph, Activation fused,
                                           const Op& op) {
  const Tensor& x = graph.tensor(op.inputs[0]);
  const Tensor& y = graph.tensor(op.outputs[0]);
  if (x.type != y.type || x.quantization != y.quantization) {
    return std::nullopt;  // it rescales, too
  }
  if (x.type == DataType::kFloat32) {
    return float_activation(fused, op.as<Unary>()->kind);
  }
  return is_integer_function(graph, op) ? integer_activation(graph, fused, op)
                                        : std::nullopt;
}

}  // namespace

void fuse_activations(Graph& graph) {
  const Uses uses(graph);
  TensorMerger merger(graph);
  for (const Op& op : graph.ops) {
    if (op.as<Unary>() == nullptr || !uses.has_one_reader(op.inputs[0])) {
      continue;
    }
    const TensorId x = merger.find(op.inputs[0]);
    if (uses.producer(x) < 0) {
      continue;
    }
    Op& before = graph.ops[static_cast<size_t>(uses.producer(x))];
    Activation* fused = activation_of(before);
    if (fused == nullptr) {
      continue;
    }
    const auto joint = joint_activation(graph, *fused, op);
    // Nobody else reads x, so it may hold the clamped numbers.
    if (joint && merger.merge(x, op.outputs[0])) {
      *fused = *joint;
    }
  }
  merger.apply();
}

}  // namespace firefly
