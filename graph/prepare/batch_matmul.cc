// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/batch_matmul.h"

#include "graph/prepare/quantization.h"

namespace firefly {
namespace {

constexpr size_t kRank = kMatMulBatchRank + 2;

/// The shape with ones in front, up to kRank dimensions.
Shape extended(const Shape& shape) {
  Shape result(kRank - shape.size(), 1);
  result.insert(result.end(), shape.begin(), shape.end());
  return result;
}

/// Fills the steps of the batch dimensions of one operand.
void set_batch_steps(const Shape& shape, int32_t (&steps)[kMatMulBatchRank]) {
  int32_t step = shape[kRank - 1] * shape[kRank - 2];
  for (size_t i = kMatMulBatchRank; i-- > 0;) {
    steps[i] = shape[i] == 1 ? 0 : step;
    step *= shape[i];
  }
}

}  // namespace

MatMulShape matmul_shape(const BatchMatMul& kind, const Graph& graph,
                         const Op& op) {
  const Shape a = extended(graph.tensor(op.inputs[0]).shape);
  const Shape b = extended(graph.tensor(op.inputs[1]).shape);
  const Shape output = extended(graph.tensor(op.outputs[0]).shape);
  MatMulShape shape{};
  for (size_t i = 0; i < kMatMulBatchRank; ++i) {
    shape.batches[i] = output[i];
  }
  set_batch_steps(a, shape.a_batch_step);
  set_batch_steps(b, shape.b_batch_step);
  shape.rows = output[kRank - 2];
  shape.columns = output[kRank - 1];
  shape.depth = a[kind.adjoint_a ? kRank - 2 : kRank - 1];
  shape.a_row_step = kind.adjoint_a ? 1 : a[kRank - 1];
  shape.a_depth_step = kind.adjoint_a ? a[kRank - 1] : 1;
  shape.b_depth_step = kind.adjoint_b ? 1 : b[kRank - 1];
  shape.b_column_step = kind.adjoint_b ? b[kRank - 1] : 1;
  return shape;
}

QuantizedMatMul prepare_quantized(const BatchMatMul& kind, const Graph& graph,
                                  const Op& op) {
  const Tensor& a = graph.tensor(op.inputs[0]);
  const Tensor& b = graph.tensor(op.inputs[1]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  const QuantizedMultiplier multiplier = tensor_multiplier(a, b, output);
  const IntegerRange range = full_range(output.type);
  return {matmul_shape(kind, graph, op),
          a.zero_point(),
          b.zero_point(),
          multiplier.multiplier,
          multiplier.shift,
          {output.zero_point(), range.low, range.high}};
}

}  // namespace firefly
