// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "formats/tflite/export_functions.h"

namespace firefly::tflite {
namespace {

using B = schema::BuiltinOperator;

B code_of(BinaryKind kind) {
  switch (kind) {
    case BinaryKind::kAdd:
      return B::ADD;
    case BinaryKind::kSub:
      return B::SUB;
    case BinaryKind::kMul:
      return B::MUL;
    case BinaryKind::kDiv:
      return B::DIV;
    case BinaryKind::kMaximum:
      return B::MAXIMUM;
    case BinaryKind::kMinimum:
      return B::MINIMUM;
    case BinaryKind::kSquaredDifference:
      return B::SQUARED_DIFFERENCE;
    case BinaryKind::kFloorDiv:
      return B::FLOOR_DIV;
    case BinaryKind::kFloorMod:
      return B::FLOOR_MOD;
    case BinaryKind::kPow:
      return B::POW;
    case BinaryKind::kLess:
      return B::LESS;
    case BinaryKind::kLessEqual:
      return B::LESS_EQUAL;
    case BinaryKind::kGreater:
      return B::GREATER;
    case BinaryKind::kGreaterEqual:
      return B::GREATER_EQUAL;
    case BinaryKind::kEqual:
      return B::EQUAL;
    case BinaryKind::kNotEqual:
      return B::NOT_EQUAL;
    case BinaryKind::kLogicalAnd:
      return B::LOGICAL_AND;
    case BinaryKind::kLogicalOr:
      return B::LOGICAL_OR;
  }
  return B::ADD;
}

B code_of(UnaryKind kind) {
  switch (kind) {
    case UnaryKind::kRelu:
      return B::RELU;
    case UnaryKind::kReluN1To1:
      return B::RELU_N1_TO_1;
    case UnaryKind::kRelu6:
      return B::RELU6;
    case UnaryKind::kRelu0To1:
      return B::RELU_0_TO_1;
    case UnaryKind::kLeakyRelu:
      return B::LEAKY_RELU;
    case UnaryKind::kElu:
      return B::ELU;
    case UnaryKind::kGelu:
    case UnaryKind::kGeluTanh:
      return B::GELU;
    case UnaryKind::kHardSwish:
      return B::HARD_SWISH;
    case UnaryKind::kLogistic:
      return B::LOGISTIC;
    case UnaryKind::kTanh:
      return B::TANH;
    case UnaryKind::kAbs:
      return B::ABS;
    case UnaryKind::kNeg:
      return B::NEG;
    case UnaryKind::kExp:
      return B::EXP;
    case UnaryKind::kLog:
      return B::LOG;
    case UnaryKind::kSqrt:
      return B::SQRT;
    case UnaryKind::kRsqrt:
      return B::RSQRT;
    case UnaryKind::kSquare:
      return B::SQUARE;
    case UnaryKind::kSin:
      return B::SIN;
    case UnaryKind::kCos:
      return B::COS;
    case UnaryKind::kFloor:
      return B::FLOOR;
    case UnaryKind::kCeil:
      return B::CEIL;
    case UnaryKind::kRound:
      return B::ROUND;
    case UnaryKind::kSign:
      return B::SIGN;
    case UnaryKind::kLogicalNot:
      return B::LOGICAL_NOT;
  }
  return B::RELU;
}

B code_of(ReduceKind kind) {
  switch (kind) {
    case ReduceKind::kMean:
      return B::MEAN;
    case ReduceKind::kSum:
      return B::SUM;
    case ReduceKind::kMax:
      return B::REDUCE_MAX;
    case ReduceKind::kMin:
      return B::REDUCE_MIN;
    case ReduceKind::kProd:
      return B::REDUCE_PROD;
    case ReduceKind::kAny:
      return B::REDUCE_ANY;
    case ReduceKind::kAll:
      return B::REDUCE_ALL;
  }
  return B::MEAN;
}

/// An operator whose operands and results are those of the graph.
Status emit_plain(Exporter& exporter, const Op& op, B code) {
  exporter.emit(code, version_of(code, exporter.in(op, 0).type), op.inputs,
                op.outputs);
  return {};
}

template <class Options>
Status emit_plain(Exporter& exporter, const Op& op, B code, Options options) {
  exporter.emit(code, version_of(code, exporter.in(op, 0).type), op.inputs,
                op.outputs, std::move(options));
  return {};
}

template <class Options>
Status emit_activated(Exporter& exporter, const Op& op, const Binary& kind) {
  Options options;
  options.activation = fused(kind.activation);
  if constexpr (requires { options.pot_scale_int16; }) {
    options.pot_scale_int16 = kind.power_of_two_scale;
  }
  return emit_plain(exporter, op, code_of(kind.kind), options);
}

}  // namespace

Status export_kind(Exporter& exporter, const Op& op,
                   const FullyConnected& kind) {
  constexpr int32_t kKeepsDims = 5;
  constexpr int32_t kWithoutBias = 6;
  schema::FullyConnectedOptionsT options;
  options.activation = fused(kind.activation);
  options.keep_num_dims = kind.keep_num_dims;
  int32_t version = version_of(B::FULLY_CONNECTED, exporter.in(op, 0).type);
  version = std::max(version, kind.keep_num_dims ? kKeepsDims : 1);
  version = std::max(version, op.has_input(2) ? 1 : kWithoutBias);
  std::vector<int32_t> ids = op.inputs;
  ids.resize(3, kNoTensor);
  exporter.emit(B::FULLY_CONNECTED, version, std::move(ids), op.outputs,
                options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const BatchMatMul& kind) {
  schema::BatchMatMulOptionsT options;
  options.adj_x = kind.adjoint_a;
  options.adj_y = kind.adjoint_b;
  return emit_plain(exporter, op, B::BATCH_MATMUL, options);
}

Status export_kind(Exporter& exporter, const Op& op, const Reduce& kind) {
  schema::ReducerOptionsT options;
  options.keep_dims = kind.keep_dims;
  const B code = code_of(kind.kind);
  exporter.emit(code, version_of(code, exporter.in(op, 0).type),
                {op.inputs[0], exporter.ints(kind.axes)}, op.outputs, options);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const ArgReduce& kind) {
  const auto emit = [&](B code, auto options) {
    options.output_type = tensor_type(exporter.out(op).type);
    const int32_t axis[] = {kind.axis};
    exporter.emit(code, version_of(code, exporter.in(op, 0).type),
                  {op.inputs[0], exporter.ints(axis, {})}, op.outputs, options);
  };
  if (kind.kind == ArgReduceKind::kMax) {
    emit(B::ARG_MAX, schema::ArgMaxOptionsT{});
  } else {
    emit(B::ARG_MIN, schema::ArgMinOptionsT{});
  }
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const Binary& kind) {
  switch (kind.kind) {
    case BinaryKind::kAdd:
      return emit_activated<schema::AddOptionsT>(exporter, op, kind);
    case BinaryKind::kSub:
      return emit_activated<schema::SubOptionsT>(exporter, op, kind);
    case BinaryKind::kMul:
      return emit_activated<schema::MulOptionsT>(exporter, op, kind);
    case BinaryKind::kDiv:
      return emit_activated<schema::DivOptionsT>(exporter, op, kind);
    default:
      break;
  }
  if (kind.activation != Activation::kNone) {
    return Error{ErrorCode::kUnsupported, "an activation is fused"};
  }
  return emit_plain(exporter, op, code_of(kind.kind));
}

Status export_kind(Exporter& exporter, const Op& op, const Unary& kind) {
  if (kind.kind == UnaryKind::kLeakyRelu) {
    schema::LeakyReluOptionsT options;
    options.alpha = kind.alpha;
    return emit_plain(exporter, op, B::LEAKY_RELU, options);
  }
  if (kind.kind == UnaryKind::kGelu || kind.kind == UnaryKind::kGeluTanh) {
    schema::GeluOptionsT options;
    options.approximate = kind.kind == UnaryKind::kGeluTanh;
    return emit_plain(exporter, op, B::GELU, options);
  }
  return emit_plain(exporter, op, code_of(kind.kind));
}

Status export_kind(Exporter& exporter, const Op& op, const Prelu& /*kind*/) {
  return emit_plain(exporter, op, B::PRELU);
}

Status export_kind(Exporter& exporter, const Op& op, const Softmax& kind) {
  schema::SoftmaxOptionsT options;
  options.beta = kind.beta;
  return emit_plain(exporter, op, B::SOFTMAX, options);
}

Status export_kind(Exporter& exporter, const Op& op,
                   const LogSoftmax& /*kind*/) {
  return emit_plain(exporter, op, B::LOG_SOFTMAX);
}

Status export_kind(Exporter& exporter, const Op& op,
                   const L2Normalize& /*kind*/) {
  return emit_plain(exporter, op, B::L2_NORMALIZATION,
                    schema::L2NormOptionsT{});
}

Status export_kind(Exporter& exporter, const Op& op, const Quantize& /*kind*/) {
  // Version 1 takes floats only.
  const bool from_float = exporter.in(op, 0).type == DataType::kFloat32;
  exporter.emit(B::QUANTIZE, from_float ? 1 : 2, op.inputs, op.outputs);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op,
                   const Dequantize& /*kind*/) {
  return emit_plain(exporter, op, B::DEQUANTIZE);
}

Status export_kind(Exporter& exporter, const Op& op, const Cast& /*kind*/) {
  schema::CastOptionsT options;
  options.in_data_type = tensor_type(exporter.in(op, 0).type);
  options.out_data_type = tensor_type(exporter.out(op).type);
  return emit_plain(exporter, op, B::CAST, options);
}

Status export_kind(Exporter& exporter, const Op& op, const Select& /*kind*/) {
  exporter.emit(B::SELECT_V2, 1, op.inputs, op.outputs);
  return {};
}

}  // namespace firefly::tflite
