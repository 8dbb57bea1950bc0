// SPDX-License-Identifier: Apache-2.0
//
// What the checks of operators are written in.
#pragma once

#include <initializer_list>
#include <string>

#include "graph/graph.h"

namespace firefly {

using Types = std::initializer_list<DataType>;

/// One rule after another; the first that fails fills `problem`.
struct OpRules {
  const Graph& graph;
  const Op& op;
  std::string problem;

  [[nodiscard]] const Tensor& in(size_t i) const {
    return graph.tensor(op.inputs[i]);
  }
  [[nodiscard]] const Tensor& out() const {
    return graph.tensor(op.outputs[0]);
  }

  void require(bool condition, std::string text);
  /// `required` operands must be there, up to `allowed` may be.
  bool operands(size_t required, size_t allowed, size_t outputs = 1);
  void type(const Tensor& tensor, Types allowed);
  void same_type(const Tensor& a, const Tensor& b);
  /// Arithmetic on a quantised type needs one scale and zero point.
  void quantized(const Tensor& tensor);
  /// The operator only moves or compares numbers: it can not rescale them.
  void same_quantization(const Tensor& a, const Tensor& b);
  void constant(const Tensor& tensor);
  void state(const Tensor& tensor);
  void window(const Window& w);
  /// x, weights and bias of a convolution or a matrix product whose output
  /// channels run along `channel_axis` of the weights.
  void weighted(int channel_axis);
  /// A constant of exactly this type and shape.
  void parameter(size_t i, DataType data_type, const Shape& shape);
  void weights(size_t i, DataType data_type, const Shape& shape);
};

}  // namespace firefly
