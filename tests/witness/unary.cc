// SPDX-License-Identifier: Apache-2.0
//
// Operators of one operand, element by element. Quantised ones also see every
// value of int8 in one tensor.
#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

struct Row {
  UnaryKind kind;
  std::string_view name;
  int count;
  std::vector<DataType> types;
};

/// The quantisation that TFLite demands of the output, if it does.
std::optional<Tensor> required_output(UnaryKind kind, const Tensor& x) {
  const bool wide = x.type == DataType::kInt16;
  const int32_t lowest = x.type == DataType::kUint8 ? 0 : -128;
  switch (kind) {
    case UnaryKind::kLogistic:
      return wide ? quantized(x.type, {}, 1.0F / 32768, 0)
                  : quantized(x.type, {}, 1.0F / 256, lowest);
    case UnaryKind::kTanh:
      return wide ? quantized(x.type, {}, 1.0F / 32768, 0)
                  : quantized(x.type, {}, 1.0F / 128, lowest + 128);
    case UnaryKind::kNeg:
      return like(x, {});
    default:
      return std::nullopt;
  }
}

/// Zero and below have no logarithm or root.
bool needs_positive(UnaryKind kind) {
  return kind == UnaryKind::kLog || kind == UnaryKind::kSqrt ||
         kind == UnaryKind::kRsqrt;
}

Tensor quantized_input(Random& random, UnaryKind kind, DataType type,
                       Shape shape) {
  Tensor x = random_tensor(random, type, std::move(shape));
  if (needs_positive(kind)) {
    x.quantization.zero_point = {-128};
  }
  const bool sigmoid = kind == UnaryKind::kLogistic || kind == UnaryKind::kTanh;
  if (sigmoid && type == DataType::kInt16) {
    // Powers of two take a shortcut in the reference.
    x.quantization.scale = {
        random.chance(0.5)
            ? random.pick({0x1p-12F, 0x1p-11F, 0x1p-13F, 0x1p-9F, 0x1p-15F})
            : random.scale(-15, -9)};
  }
  if (kind == UnaryKind::kExp) {
    x.quantization.scale = {random.scale(-8, -5)};
  }
  return x;
}

Case unary(Random& random, const Row& row, DataType type) {
  const Shape shape = is_quantized(type) && random.chance(0.4)
                          ? Shape{1, 256}
                          : random_shape(random, random.integer(1, 4), 1, 6);
  const bool positive = needs_positive(row.kind);
  Unary op;
  op.kind = row.kind;
  if (row.kind == UnaryKind::kLeakyRelu) {
    op.alpha = random.scale(-7, 1) * (random.chance(0.15) ? -1.0F : 1.0F);
  }
  CaseBuilder builder(random, family_name(row.name, type));
  if (!is_quantized(type)) {
    const std::optional<Range> range =
        positive ? std::optional(Range{0.01, 50}) : std::nullopt;
    const Tensor x = random_tensor(random, type, shape);
    return builder.input(x, range).finish(op, like(x, {}));
  }
  const Tensor x = quantized_input(random, row.kind, type, shape);
  Tensor y = random_tensor(random, type, {});
  if (const auto required = required_output(row.kind, x)) {
    y = *required;
  } else if (random.chance(0.3)) {
    y = like(x, {});
  }
  const std::optional<Range> range =
      positive ? std::optional(Range{-127, 127}) : std::nullopt;
  return builder.input(x, range).finish(op, std::move(y));
}

}  // namespace

void sweep_unary(Sweep& sweep) {
  using enum DataType;
  using enum UnaryKind;
  const Row rows[] = {
      {kRelu, "relu", 30, {kInt8, kUint8, kInt16, kFloat32}},
      {kReluN1To1, "relu_n1_to_1", 15, {kInt8, kFloat32}},
      {kRelu6, "relu6", 30, {kInt8, kUint8, kInt16, kFloat32}},
      {kRelu0To1, "relu_0_to_1", 15, {kInt8, kFloat32}},
      {kLeakyRelu, "leaky_relu", 40, {kInt8, kUint8, kInt16, kFloat32}},
      {kElu, "elu", 20, {kInt8, kFloat32}},
      {kGelu, "gelu", 20, {kInt8, kFloat32}},
      {kGeluTanh, "gelu tanh", 20, {kInt8, kFloat32}},
      {kHardSwish, "hard_swish", 40, {kInt8, kUint8, kFloat32}},
      {kLogistic, "logistic", 40, {kInt8, kUint8, kInt16, kFloat32}},
      {kTanh, "tanh", 40, {kInt8, kUint8, kInt16, kFloat32}},
      {kAbs, "abs", 20, {kInt8, kInt16, kFloat32}},
      {kNeg, "neg", 15, {kInt8, kFloat32}},
      {kExp, "exp", 20, {kInt8, kFloat32}},
      {kLog, "log", 20, {kInt8, kFloat32}},
      {kSqrt, "sqrt", 20, {kInt8, kFloat32}},
      {kRsqrt, "rsqrt", 20, {kInt8, kFloat32}},
      {kSquare, "square", 10, {kFloat32}},
      {kSin, "sin", 10, {kFloat32}},
      {kCos, "cos", 10, {kFloat32}},
      {kFloor, "floor", 10, {kFloat32}},
      {kCeil, "ceil", 10, {kFloat32}},
      {kRound, "round", 10, {kFloat32}},
      {kSign, "sign", 10, {kFloat32}},
      {kLogicalNot, "logical_not", 10, {kBool}},
  };
  for (const Row& row : rows) {
    for (const DataType type : row.types) {
      sweep.repeat(row.count, [&] { return unary(sweep.random, row, type); });
    }
  }
}

}  // namespace firefly::witness
