// SPDX-License-Identifier: Apache-2.0
#include "graph/verify_op.h"

#include <fmt/format.h>

#include <algorithm>

#include "graph/prepare/binary.h"
#include "graph/prepare/unary.h"
#include "graph/verify_recurrent.h"
#include "graph/verify_rules.h"
#include "graph/verify_signal.h"

namespace firefly {
namespace {

using enum DataType;

constexpr Types kNumbers = {kInt8, kUint8, kInt16, kFloat32};
constexpr Types kArithmetic = {kInt8, kUint8, kInt16, kInt32, kInt64, kFloat32};
constexpr Types kAnything = {kInt8,  kUint8,  kInt16,   kInt32, kUint32,
                             kInt64, kUint64, kFloat32, kBool};

/// What each operator demands.
struct Verify : OpRules {
  void operator()(const Conv2d& conv) {
    window(conv.window);
    weighted(0);
  }
  void operator()(const DepthwiseConv2d& conv) {
    window(conv.window);
    require(conv.depth_multiplier >= 1, "depth multiplier is not positive");
    weighted(3);
  }
  void operator()(const TransposeConv& conv) {
    window(conv.window);
    weighted(0);
  }
  void operator()(const FullyConnected& /*kind*/) { weighted(0); }
  void operator()(const BatchMatMul& /*kind*/) {
    if (operands(2, 2)) {
      type(in(0), {kInt8, kInt16, kFloat32});
      same_type(in(0), in(1));
      same_type(in(0), out());
      quantized(in(0));
      quantized(in(1));
      quantized(out());
    }
  }
  void operator()(const Pool2d& pool) {
    window(pool.window);
    if (operands(1, 1)) {
      type(in(0), pool.kind == PoolKind::kL2 ? Types{kFloat32} : kNumbers);
      same_type(in(0), out());
      quantized(in(0));
      same_quantization(in(0), out());
    }
  }
  void operator()(const Reduce& reduce) {
    if (!operands(1, 1)) {
      return;
    }
    const bool logical =
        reduce.kind == ReduceKind::kAny || reduce.kind == ReduceKind::kAll;
    type(in(0), logical ? Types{kBool} : kArithmetic);
    same_type(in(0), out());
    quantized(in(0));
    quantized(out());
    const auto valid = [&](int32_t axis) {
      return axis >= 0 && axis < in(0).rank();
    };
    require(std::ranges::all_of(reduce.axes, valid) &&
                std::ranges::is_sorted(reduce.axes),
            "axes are out of range");
    require(element_count(in(0)) > 0, "reduces no elements");
  }
  void operator()(const ArgReduce& reduce) {
    if (operands(1, 1)) {
      type(in(0), kNumbers);
      type(out(), {kInt32, kInt64});
      require(reduce.axis >= 0 && reduce.axis < in(0).rank() &&
                  element_count(in(0)) > 0,
              "axis is out of range or the input is empty");
    }
  }
  void operator()(const Binary& binary) {
    if (!operands(2, 2)) {
      return;
    }
    const bool compares = binary.kind >= BinaryKind::kLess &&
                          binary.kind <= BinaryKind::kNotEqual;
    const bool logical = binary.kind >= BinaryKind::kLogicalAnd;
    type(in(0), logical || (compares && binary.kind >= BinaryKind::kEqual)
                    ? kAnything
                    : kArithmetic);
    require(!logical || in(0).type == kBool, "operands must be bool");
    same_type(in(0), in(1));
    if (compares) {
      type(out(), {kBool});
    } else {
      same_type(in(0), out());
      quantized(out());
    }
    quantized(in(0));
    quantized(in(1));
    require(is_supported(binary, in(0).type),
            fmt::format("does not compute {}", name_of(in(0).type)));
  }
  void operator()(const Unary& unary) {
    if (operands(1, 1)) {
      type(in(0),
           unary.kind == UnaryKind::kLogicalNot ? Types{kBool} : kArithmetic);
      same_type(in(0), out());
      quantized(in(0));
      quantized(out());
      require(is_supported(unary, in(0).type),
              fmt::format("does not compute {}", name_of(in(0).type)));
    }
  }
  void operator()(const Prelu& /*kind*/) {
    if (operands(2, 2)) {
      type(in(0), {kInt8, kUint8, kInt16, kFloat32});
      same_type(in(0), in(1));
      same_type(in(0), out());
      quantized(in(0));
      quantized(in(1));
      quantized(out());
    }
  }
  void operator()(const Softmax& /*kind*/) {
    if (operands(1, 1)) {
      type(in(0), kNumbers);
      require(in(0).type == out().type ||
                  (in(0).type == kInt8 && out().type == kInt16),
              "input and output types do not go together");
      require(in(0).rank() >= 1, "input is a scalar");
      quantized(in(0));
      if (in(0).type == out().type) {
        quantized(out());
      } else {  // TFLite fixes int8 -> int16: the one asymmetric int16 tensor
        require(out().zero_point() == -32768,
                "int16 output needs the zero point -32768");
      }
    }
  }
  void operator()(const LogSoftmax& /*kind*/) {
    if (operands(1, 1)) {
      type(in(0), {kInt8, kFloat32});
      same_type(in(0), out());
      quantized(in(0));
      quantized(out());
    }
  }
  void operator()(const L2Normalize& /*kind*/) {
    if (operands(1, 1)) {
      type(in(0), {kInt8, kUint8, kFloat32});
      same_type(in(0), out());
      quantized(in(0));
      quantized(out());
    }
  }
  void operator()(const Quantize& /*kind*/) {
    if (operands(1, 1)) {
      type(in(0), {kFloat32, kInt8, kUint8, kInt16, kInt32});
      type(out(), {kInt8, kUint8, kInt16, kInt32});
      quantized(in(0));
      quantized(out());
      require(!out().quantization.empty(), "output has no scale");
    }
  }
  void operator()(const Dequantize& /*kind*/) {
    if (operands(1, 1)) {
      type(in(0), {kInt8, kUint8, kInt16, kInt32});
      type(out(), {kFloat32});
      quantized(in(0));
    }
  }
  void operator()(const Cast& /*kind*/) {
    if (operands(1, 1)) {
      type(in(0), kAnything);
      type(out(), kAnything);
    }
  }

  /// Moves elements of any type without looking at them.
  void moves(size_t inputs) {
    if (operands(1, inputs)) {
      same_type(in(0), out());
      same_quantization(in(0), out());
    }
  }
  void operator()(const Reshape& /*kind*/) {
    if (operands(1, 1)) {
      same_type(in(0), out());
    }
  }
  void operator()(const Slice& /*kind*/) { moves(1); }
  void operator()(const Concat& /*kind*/) {
    if (operands(1, 64)) {
      for (size_t i = 0; i < op.inputs.size(); ++i) {
        require(op.has_input(i), "an input is missing");
        if (problem.empty()) {
          same_type(in(i), out());
          same_quantization(in(i), out());
        }
      }
    }
  }
  void operator()(const Pad& /*kind*/) {
    moves(2);
    if (problem.empty() && op.has_input(1)) {
      constant(in(1));
      same_type(in(1), out());
      require(element_count(in(1)) == 1, "fill value is not one element");
    }
  }
  void operator()(const MirrorPad& /*kind*/) { moves(1); }
  void operator()(const Transpose& /*kind*/) { moves(1); }
  void operator()(const SpaceToDepth& /*kind*/) { moves(1); }
  void operator()(const DepthToSpace& /*kind*/) { moves(1); }
  void operator()(const SpaceToBatch& /*kind*/) { moves(1); }
  void operator()(const BatchToSpace& /*kind*/) { moves(1); }
  void operator()(const Tile& tile) {
    moves(1);
    const auto positive = [](int32_t value) { return value >= 1; };
    require(std::ranges::all_of(tile.multiples, positive),
            "multiples are not positive");
  }
  void operator()(const Gather& /*kind*/) {
    if (operands(2, 2)) {
      same_type(in(0), out());
      same_quantization(in(0), out());
      type(in(1), {kInt32});
      require(element_count(in(0)) > 0, "gathers from no elements");
    }
  }
  void operator()(const Select& /*kind*/) {
    if (operands(3, 3)) {
      type(in(0), {kBool});
      same_type(in(1), in(2));
      same_type(in(1), out());
      same_quantization(in(1), out());
      same_quantization(in(2), out());
    }
  }
  void operator()(const Resize& resize) {
    moves(1);
    if (resize.kind == ResizeKind::kBilinear) {
      type(out(), {kInt8, kInt16, kFloat32});
    }
  }
  void operator()(const ReadVariable& /*kind*/) {
    if (operands(1, 1)) {
      state(in(0));
      same_type(in(0), out());
    }
  }
  void operator()(const AssignVariable& /*kind*/) {
    if (operands(2, 2, 0)) {
      state(in(0));
      same_type(in(0), in(1));
      require(in(0).shape == in(1).shape, "shapes differ");
    }
  }
  void operator()(const Lstm& lstm) { verify_lstm(lstm, *this); }
  void operator()(const Svdf& svdf) { verify_svdf(svdf, *this); }
  void operator()(const SignalOp& signal) { verify_signal(signal, *this); }
};

}  // namespace

std::string verify_op(const Graph& graph, const Op& op) {
  Verify rules{{graph, op, {}}};
  std::visit(rules, op.kind);
  if (!rules.problem.empty() || op.outputs.empty()) {
    return rules.problem;
  }
  const Expected<Shape> shape = infer_shape(graph, op);
  if (!shape.ok()) {
    return shape.error().message;
  }
  const Shape& declared = graph.tensor(op.outputs[0]).shape;
  if (*shape != declared) {
    return fmt::format("output is declared as {}, but its operands give {}",
                       to_string(declared), to_string(*shape));
  }
  return {};
}

}  // namespace firefly
