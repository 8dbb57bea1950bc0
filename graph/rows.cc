// SPDX-License-Identifier: Apache-2.0
#include "graph/rows.h"

namespace firefly {
namespace {

RowNeeds window_needs(const Window& window) {
  return {.stride = window.stride_h,
          .margin_top = window.margins.top,
          .count = window.height,
          .dilation = window.dilation_h};
}

/// Whether an operand of an elementwise operator is the same for every row.
bool broadcasts_along_rows(const Tensor& operand, const Tensor& output) {
  if (!operand.is_constant()) {
    return false;
  }
  const int32_t count = element_count(operand);
  return count == 1 ||
         (operand.rank() >= 1 && operand.shape.back() == output.shape[3] &&
          count == output.shape[3]);
}

/// Elementwise: every operand is either shaped as the output or broadcasts,
/// and at least one is an image.
bool flows_elementwise(const Graph& graph, const Op& op) {
  const Tensor& output = graph.tensor(op.outputs[0]);
  bool image = false;
  for (const TensorId id : op.inputs) {
    const Tensor& operand = graph.tensor(id);
    if (!operand.is_constant() && operand.shape == output.shape) {
      image = true;
    } else if (!broadcasts_along_rows(operand, output)) {
      return false;
    }
  }
  return image;
}

}  // namespace

bool has_rows(const Tensor& tensor) {
  return tensor.role == TensorRole::kActivation && tensor.rank() == 4 &&
         tensor.shape[0] == 1;
}

std::optional<RowNeeds> row_needs(const Graph& graph, const Op& op) {
  if (op.outputs.size() != 1 || !has_rows(graph.tensor(op.outputs[0])) ||
      op.inputs.empty()) {
    return std::nullopt;
  }
  if (has_rows(graph.tensor(op.inputs[0]))) {
    if (const auto* conv = op.as<Conv2d>()) {
      return window_needs(conv->window);
    }
    if (const auto* depthwise = op.as<DepthwiseConv2d>()) {
      return window_needs(depthwise->window);
    }
    if (const auto* pool = op.as<Pool2d>()) {
      return window_needs(pool->window);
    }
  }
  const bool elementwise =
      op.as<Unary>() != nullptr || op.as<Binary>() != nullptr ||
      op.as<Quantize>() != nullptr || op.as<Dequantize>() != nullptr;
  if (elementwise && flows_elementwise(graph, op)) {
    return RowNeeds{};
  }
  return std::nullopt;
}

}  // namespace firefly
