// SPDX-License-Identifier: Apache-2.0
//
// FULLY_CONNECTED and BATCH_MATMUL.
#include <cmath>

#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

/// The scale of a sum of products that spans the output's range, or, in the
/// extreme case, much less or more of it.
float product_scale(Random& random, float a, float b, int32_t products) {
  int32_t gain_log2 = random.integer(3, 7);
  if (random.chance(0.1)) {
    gain_log2 = random.pick({-4, 0, 14});
  }
  const double sum = std::sqrt(static_cast<double>(products));
  return static_cast<float>(
      std::ldexp(static_cast<double>(a * b) * sum, gain_log2));
}

Tensor output_of(Random& random, DataType type, float a, float b,
                 int32_t products) {
  return is_quantized(type)
             ? quantized(type, {}, product_scale(random, a, b, products),
                         random_zero_point(random, type))
             : random_tensor(random, type, {});
}

Case fully_connected(Random& random, DataType type) {
  const int32_t inner = random.pick({1, 2, 3, 7, 16, 31, 64, 130});
  const int32_t outputs = random.pick({1, 2, 3, 5, 8, 10, 17});
  FullyConnected kind;
  kind.activation =
      random.pick({Activation::kNone, Activation::kNone, Activation::kRelu,
                   Activation::kRelu6, Activation::kReluN1To1});
  Shape x_shape = {random.integer(1, 4), inner};
  if (inner % 16 == 0 && random.chance(0.2)) {
    x_shape = {x_shape[0], 2, 2, inner / 4};  // flattened by the operator
  } else if (random.chance(0.2)) {
    x_shape.insert(x_shape.begin() + 1, random.integer(1, 3));
    kind.keep_num_dims = random.chance(0.5);
  }
  const Tensor x = random_tensor(random, type, x_shape);
  CaseBuilder builder(random, family_name("fully_connected", type));
  builder.input(x);
  Tensor bias;
  bias.shape = {outputs};
  std::optional<Range> bias_range;
  float weight_scale = 1.0F;
  if (is_quantized(type)) {
    Tensor weights = quantized(DataType::kInt8, {outputs, inner}, 1.0F, 0);
    Quantization& q = weights.quantization;
    q = {};
    const bool per_channel = random.chance(0.3);
    for (int32_t i = 0; i < (per_channel ? outputs : 1); ++i) {
      q.scale.push_back(random.scale(-9, -5));
      q.zero_point.push_back(0);
    }
    weight_scale = q.scale[0];
    const bool wide = type == DataType::kInt16 && random.chance(0.7);
    bias.type = wide ? DataType::kInt64 : DataType::kInt32;
    bias.quantization = q;
    for (float& scale : bias.quantization.scale) {
      scale *= x.scale();
    }
    bias_range =
        random.chance(0.2) ? Range{-(1 << 24), 1 << 24} : Range{-3000, 3000};
    builder.constant(std::move(weights));
  } else {
    bias.type = type;
    builder.constant(random_tensor(random, type, {outputs, inner}));
  }
  if (random.chance(0.8)) {
    builder.constant(std::move(bias), bias_range);
  }
  return builder.finish(
      kind, output_of(random, type, x.scale(), weight_scale, inner));
}

Case batch_matmul(Random& random, DataType type) {
  BatchMatMul kind;
  kind.adjoint_a = random.chance(0.3);
  kind.adjoint_b = random.chance(0.3);
  const int32_t rows = random.integer(1, 7);
  const int32_t inner = random.integer(1, 20);
  const int32_t columns = random.integer(1, 7);
  Shape a = kind.adjoint_a ? Shape{inner, rows} : Shape{rows, inner};
  Shape b = kind.adjoint_b ? Shape{columns, inner} : Shape{inner, columns};
  Shape batches = random_shape(random, random.integer(0, 2), 1, 3);
  a.insert(a.begin(), batches.begin(), batches.end());
  if (!batches.empty() && random.chance(0.3)) {
    batches[0] = 1;
  }
  b.insert(b.begin(), batches.begin(), batches.end());
  const Tensor x = random_tensor(random, type, a);
  const Tensor y = random_tensor(random, type, b);
  CaseBuilder builder(random, family_name("batch_matmul", type));
  builder.input(x);
  if (random.chance(0.3)) {
    builder.constant(y);
  } else {
    builder.input(y);
  }
  return builder.finish(kind,
                        output_of(random, type, x.scale(), y.scale(), inner));
}

}  // namespace

void sweep_matrix(Sweep& sweep) {
  for (const DataType type :
       {DataType::kInt8, DataType::kInt16, DataType::kFloat32}) {
    const int count = type == DataType::kInt8 ? 160 : 80;
    sweep.repeat(count, [&] { return fully_connected(sweep.random, type); });
    sweep.repeat(40, [&] { return batch_matmul(sweep.random, type); });
  }
}

}  // namespace firefly::witness
