// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/broadcast.h"

#include <algorithm>

namespace firefly {
namespace {

/// One dimension of the walk: an extent, and the step of every operand.
struct Dimension {
  int32_t extent = 1;
  std::vector<int32_t> step;
};

/// Innermost first, without dimensions of one element.
std::vector<Dimension> dimensions(const std::vector<Shape>& operands,
                                  const Shape& output) {
  std::vector<Dimension> result;
  std::vector<int32_t> stride(operands.size(), 1);
  for (size_t i = 0; i < output.size(); ++i) {
    Dimension dimension{output[output.size() - 1 - i], {}};
    for (size_t k = 0; k < operands.size(); ++k) {
      const Shape& shape = operands[k];
      const int32_t extent = i < shape.size() ? shape[shape.size() - 1 - i] : 1;
      dimension.step.push_back(extent == 1 ? 0 : stride[k]);
      stride[k] *= extent;
    }
    if (dimension.extent != 1) {
      result.push_back(std::move(dimension));
    }
  }
  return result;
}

/// Whether `outer` goes on where `inner` ends, for every operand.
bool continues(const Dimension& inner, const Dimension& outer) {
  for (size_t k = 0; k < inner.step.size(); ++k) {
    if (outer.step[k] != inner.step[k] * inner.extent) {
      return false;
    }
  }
  return true;
}

Shape row_of(const Tensor& tensor, bool image) {
  if (image) {
    return {tensor.shape[2], tensor.shape[3]};
  }
  return {element_count(tensor)};
}

}  // namespace

PreparedBroadcast prepare_broadcast(const std::vector<Shape>& operands,
                                    const Shape& output) {
  std::vector<Dimension> merged;
  for (Dimension& dimension : dimensions(operands, output)) {
    if (!merged.empty() && continues(merged.back(), dimension)) {
      merged.back().extent *= dimension.extent;
    } else {
      merged.push_back(std::move(dimension));
    }
  }
  PreparedBroadcast result;
  result.step.assign(operands.size(), 1);
  for (size_t d = 0; d < merged.size(); ++d) {
    if (d == 0) {
      result.count = merged[d].extent;
      result.step = merged[d].step;
      continue;
    }
    ++result.outer_rank;
    result.outer.push_back(merged[d].extent);
    result.outer.insert(result.outer.end(), merged[d].step.begin(),
                        merged[d].step.end());
  }
  return result;
}

PreparedBroadcast prepare_broadcast(const Graph& graph, const Op& op,
                                    CallExtent extent) {
  const Tensor& output = graph.tensor(op.outputs[0]);
  const bool whole = extent == CallExtent::kWhole;
  std::vector<Shape> operands;
  for (const TensorId id : op.inputs) {
    const Tensor& operand = graph.tensor(id);
    operands.push_back(whole ? operand.shape
                             : row_of(operand, !operand.is_constant()));
  }
  return prepare_broadcast(operands,
                           whole ? output.shape : row_of(output, true));
}

int32_t elements_of(const Tensor& output, CallExtent extent) {
  return extent == CallExtent::kWhole ? element_count(output)
                                      : output.shape[2] * output.shape[3];
}

}  // namespace firefly
