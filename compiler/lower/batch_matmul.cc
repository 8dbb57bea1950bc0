// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/batch_matmul.h"

#include "compiler/lower/lower.h"
#include "compiler/lower/pack_weights.h"

namespace firefly {
namespace {

/// All members in order: braces are elided, and the arrays are flat.
Field::Value field_value(const MatMulShape& shape) {
  std::vector<int64_t> values;
  for (const auto* array :
       {&shape.batches, &shape.a_batch_step, &shape.b_batch_step}) {
    values.insert(values.end(), std::begin(*array), std::end(*array));
  }
  for (const int32_t value :
       {shape.rows, shape.columns, shape.depth, shape.a_row_step,
        shape.a_depth_step, shape.b_depth_step, shape.b_column_step}) {
    values.push_back(value);
  }
  return values;
}

}  // namespace

KernelCall lower(const BatchMatMul& kind, const LowerContext& context) {
  KernelCall call;
  call.header = "kernels/batch_matmul.h";
  call.function = "batch_matmul";
  call.args = {{ArgKind::kLayer},
               {ArgKind::kInputData, 0},
               {ArgKind::kInputData, 1},
               {ArgKind::kOutputData, 0}};
  const MatMulShape shape = matmul_shape(kind, context.graph, context.op);
  call.field("shape", field_value(shape));
  if (context.out().type == DataType::kFloat32) {
    call.layer_type = "FloatMatMul";
    return call;
  }
  call.layer_type = "QuantizedMatMul";
  const QuantizedMatMul layer =
      prepare_quantized(kind, context.graph, context.op);
  call.field("a_zero_point", layer.a_zero_point);
  call.field("b_zero_point", layer.b_zero_point);
  call.field("multiplier", layer.multiplier);
  call.field("shift", layer.shift);
  call.field("range", field_value(layer.range));
  return call;
}

}  // namespace firefly
