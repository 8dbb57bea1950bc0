// SPDX-License-Identifier: Apache-2.0
//
// Operators of two operands, with broadcasting.
#include <algorithm>

#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

struct Operands {
  Shape a;
  Shape b;
};

/// Equal shapes, a scalar, a vector of channels, or any mixture of ones.
Operands random_operands(Random& random) {
  const int rank = random.integer(1, 4);
  Operands shapes;
  shapes.a = random_shape(random, rank, 1, 6);
  shapes.b = shapes.a;
  switch (random.integer(0, 5)) {
    case 0:
    case 1:
      break;
    case 2:
      shapes.b = {1};
      break;
    case 3:
      shapes.b = {shapes.a.back()};
      break;
    default:
      for (size_t i = 0; i < shapes.a.size(); ++i) {
        (random.chance(0.5) ? shapes.a : shapes.b)[i] =
            random.chance(0.5) ? 1 : shapes.a[i];
      }
      // Where both became one, the extents agree again.
      for (size_t i = 0; i < shapes.a.size(); ++i) {
        if (shapes.a[i] != shapes.b[i] && shapes.a[i] != 1) {
          shapes.b[i] = 1;
        }
      }
  }
  if (random.chance(0.5)) {
    std::swap(shapes.a, shapes.b);
  }
  return shapes;
}

bool compares(BinaryKind kind) {
  return kind >= BinaryKind::kLess && kind <= BinaryKind::kNotEqual;
}

Tensor output_of(Random& random, BinaryKind kind, const Tensor& a,
                 const Tensor& b) {
  if (compares(kind)) {
    Tensor flags;
    flags.type = DataType::kBool;
    return flags;
  }
  if (!is_quantized(a.type)) {
    return like(a, {});
  }
  float scale = 1.0F;
  switch (kind) {
    case BinaryKind::kMaximum:
    case BinaryKind::kMinimum:
      return like(a, {});
    case BinaryKind::kAdd:
    case BinaryKind::kSub:
      scale = (a.scale() + b.scale()) * random.scale(-2, 1);
      break;
    case BinaryKind::kMul:
    case BinaryKind::kSquaredDifference:
      scale = a.scale() * b.scale() * random.scale(4, 8) *
              (a.type == DataType::kInt16 ? 256.0F : 1.0F);
      break;
    default:
      scale = a.scale() / b.scale() * random.scale(-5, -1);
  }
  return quantized(a.type, {}, scale, random_zero_point(random, a.type));
}

std::optional<Range> divisor_range(BinaryKind kind, const Tensor& b) {
  const bool divides = kind == BinaryKind::kDiv ||
                       kind == BinaryKind::kFloorDiv ||
                       kind == BinaryKind::kFloorMod;
  if (kind == BinaryKind::kPow) {
    return Range{0, 3};
  }
  if (!divides) {
    return std::nullopt;
  }
  switch (b.type) {
    case DataType::kInt8:
      return Range{-128, 127, true};
    case DataType::kInt16:
      return Range{-32768, 32767, true};
    default:
      return Range{-6, 6, true};
  }
}

Case binary(Random& random, BinaryKind kind, std::string_view name,
            DataType type, bool fuses) {
  const Operands shapes = random_operands(random);
  const Tensor a = random_tensor(random, type, shapes.a);
  Tensor b = random_tensor(random, type, shapes.b);
  if (kind == BinaryKind::kMaximum || kind == BinaryKind::kMinimum ||
      random.chance(0.1)) {
    b.quantization = a.quantization;
  }
  Tensor output = output_of(random, kind, a, b);
  Binary op;
  op.kind = kind;
  if (fuses) {
    op.activation =
        random.pick({Activation::kNone, Activation::kNone, Activation::kRelu,
                     Activation::kRelu6, Activation::kReluN1To1});
  }
  const std::optional<Range> base =
      kind == BinaryKind::kPow ? std::optional(Range{0.1, 4}) : std::nullopt;
  const std::optional<Range> range = divisor_range(kind, b);
  CaseBuilder builder(random, family_name(name, type));
  builder.input(a, base);
  if (random.chance(0.3)) {
    builder.constant(std::move(b), range);
  } else {
    builder.input(std::move(b), range);
  }
  return builder.finish(op, std::move(output));
}

struct Row {
  BinaryKind kind;
  std::string_view name;
  bool fuses;
  int count;
  std::vector<DataType> types;
};

}  // namespace

void sweep_binary(Sweep& sweep) {
  using enum DataType;
  using enum BinaryKind;
  const Row rows[] = {
      {kAdd, "add", true, 60, {kInt8, kUint8, kInt16, kFloat32, kInt32}},
      {kSub, "sub", true, 50, {kInt8, kUint8, kInt16, kFloat32, kInt32}},
      {kMul, "mul", true, 50, {kInt8, kUint8, kInt16, kFloat32, kInt32}},
      {kDiv, "div", false, 30, {kInt8, kFloat32, kInt32}},
      {kMaximum, "maximum", false, 20, {kInt8, kInt16, kFloat32, kInt32}},
      {kMinimum, "minimum", false, 20, {kInt8, kInt16, kFloat32, kInt32}},
      {kSquaredDifference, "squared_difference", false, 20, {kInt8, kFloat32}},
      {kFloorDiv, "floor_div", false, 20, {kFloat32, kInt32}},
      {kFloorMod, "floor_mod", false, 20, {kFloat32, kInt32}},
      {kPow, "pow", false, 20, {kFloat32}},
      {kLess, "less", false, 15, {kInt8, kInt16, kFloat32, kInt32}},
      {kLessEqual, "less_equal", false, 15, {kInt8, kInt16, kFloat32, kInt32}},
      {kGreater, "greater", false, 15, {kInt8, kInt16, kFloat32, kInt32}},
      {kGreaterEqual,
       "greater_equal",
       false,
       15,
       {kInt8, kInt16, kFloat32, kInt32}},
      {kEqual, "equal", false, 15, {kInt8, kInt16, kFloat32, kInt32, kBool}},
      {kNotEqual,
       "not_equal",
       false,
       15,
       {kInt8, kInt16, kFloat32, kInt32, kBool}},
      {kLogicalAnd, "logical_and", false, 10, {kBool}},
      {kLogicalOr, "logical_or", false, 10, {kBool}},
  };
  for (const Row& row : rows) {
    for (const DataType type : row.types) {
      sweep.repeat(row.count, [&] {
        return binary(sweep.random, row.kind, row.name, type, row.fuses);
      });
    }
  }
}

}  // namespace firefly::witness
