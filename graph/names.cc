// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "graph/op.h"

namespace firefly {
namespace {

template <class Enum, size_t size>
std::string_view look_up(const std::array<std::string_view, size>& names,
                         Enum value) {
  const auto index = static_cast<size_t>(value);
  FIREFLY_CHECK(index < size);
  return names[index];
}

std::string_view name_of(PoolKind kind) {
  constexpr std::array<std::string_view, 3> kNames = {
      "average_pool2d", "max_pool2d", "l2_pool2d"};
  return look_up(kNames, kind);
}

std::string_view name_of(ReduceKind kind) {
  constexpr std::array<std::string_view, 7> kNames = {
      "mean",        "sum",        "reduce_max", "reduce_min",
      "reduce_prod", "reduce_any", "reduce_all"};
  return look_up(kNames, kind);
}

std::string_view name_of(BinaryKind kind) {
  constexpr std::array<std::string_view, 18> kNames = {"add",
                                                       "sub",
                                                       "mul",
                                                       "div",
                                                       "maximum",
                                                       "minimum",
                                                       "squared_difference",
                                                       "floor_div",
                                                       "floor_mod",
                                                       "pow",
                                                       "less",
                                                       "less_equal",
                                                       "greater",
                                                       "greater_equal",
                                                       "equal",
                                                       "not_equal",
                                                       "logical_and",
                                                       "logical_or"};
  return look_up(kNames, kind);
}

std::string_view name_of(UnaryKind kind) {
  constexpr std::array<std::string_view, 25> kNames = {
      "relu",  "relu_n1_to_1", "relu6",     "relu_0_to_1", "leaky_relu",
      "elu",   "gelu",         "gelu_tanh", "hard_swish",  "logistic",
      "tanh",  "abs",          "neg",       "exp",         "log",
      "sqrt",  "rsqrt",        "square",    "sin",         "cos",
      "floor", "ceil",         "round",     "sign",        "logical_not"};
  return look_up(kNames, kind);
}

/// The word for a kind of operator; kinds with a family enum ask that.
struct Namer {
  std::string_view operator()(const Conv2d&) const { return "conv2d"; }
  std::string_view operator()(const DepthwiseConv2d&) const {
    return "depthwise_conv2d";
  }
  std::string_view operator()(const TransposeConv&) const {
    return "transpose_conv";
  }
  std::string_view operator()(const FullyConnected&) const {
    return "fully_connected";
  }
  std::string_view operator()(const BatchMatMul&) const {
    return "batch_matmul";
  }
  std::string_view operator()(const Pool2d& op) const {
    return name_of(op.kind);
  }
  std::string_view operator()(const Reduce& op) const {
    return name_of(op.kind);
  }
  std::string_view operator()(const ArgReduce& op) const {
    return op.kind == ArgReduceKind::kMax ? "arg_max" : "arg_min";
  }
  std::string_view operator()(const Binary& op) const {
    return name_of(op.kind);
  }
  std::string_view operator()(const Unary& op) const {
    return name_of(op.kind);
  }
  std::string_view operator()(const Prelu&) const { return "prelu"; }
  std::string_view operator()(const Softmax&) const { return "softmax"; }
  std::string_view operator()(const LogSoftmax&) const { return "log_softmax"; }
  std::string_view operator()(const L2Normalize&) const {
    return "l2_normalize";
  }
  std::string_view operator()(const Quantize&) const { return "quantize"; }
  std::string_view operator()(const Dequantize&) const { return "dequantize"; }
  std::string_view operator()(const Cast&) const { return "cast"; }
  std::string_view operator()(const Reshape&) const { return "reshape"; }
  std::string_view operator()(const Slice&) const { return "slice"; }
  std::string_view operator()(const Concat&) const { return "concat"; }
  std::string_view operator()(const Pad&) const { return "pad"; }
  std::string_view operator()(const MirrorPad&) const { return "mirror_pad"; }
  std::string_view operator()(const Transpose&) const { return "transpose"; }
  std::string_view operator()(const SpaceToDepth&) const {
    return "space_to_depth";
  }
  std::string_view operator()(const DepthToSpace&) const {
    return "depth_to_space";
  }
  std::string_view operator()(const SpaceToBatch&) const {
    return "space_to_batch";
  }
  std::string_view operator()(const BatchToSpace&) const {
    return "batch_to_space";
  }
  std::string_view operator()(const Tile&) const { return "tile"; }
  std::string_view operator()(const Gather&) const { return "gather"; }
  std::string_view operator()(const Select&) const { return "select"; }
  std::string_view operator()(const Resize& op) const {
    return op.kind == ResizeKind::kNearest ? "resize_nearest"
                                           : "resize_bilinear";
  }
  std::string_view operator()(const ReadVariable&) const {
    return "read_variable";
  }
  std::string_view operator()(const AssignVariable&) const {
    return "assign_variable";
  }
  std::string_view operator()(const Lstm&) const { return "lstm"; }
  std::string_view operator()(const Svdf&) const { return "svdf"; }
  std::string_view operator()(const SignalOp& op) const {
    return firefly::name_of(op);
  }
};

}  // namespace

std::string_view name_of(const OpKind& kind) {
  return std::visit(Namer{}, kind);
}

std::string_view name_of(Activation activation) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "relu",
                                                      "relu_n1_to_1", "relu6"};
  return look_up(kNames, activation);
}

std::string_view name_of(DataType type) {
  constexpr std::array<std::string_view, 9> kNames = {
      "int8",  "uint8",  "int16",   "int32", "uint32",
      "int64", "uint64", "float32", "bool"};
  return look_up(kNames, type);
}

int32_t element_count(const Shape& shape) {
  int32_t count = 1;
  for (const int32_t extent : shape) {
    count *= extent;
  }
  return count;
}

std::string to_string(const Shape& shape) {
  if (shape.empty()) {
    return "scalar";
  }
  std::string text;
  for (const int32_t extent : shape) {
    text += (text.empty() ? "" : "x") + std::to_string(extent);
  }
  return text;
}

}  // namespace firefly
