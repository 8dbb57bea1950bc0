// SPDX-License-Identifier: Apache-2.0
#include "graph/verify_op.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "graph/prepare/binary.h"
#include "graph/prepare/unary.h"

namespace firefly {
namespace {

using enum DataType;
using Types = std::initializer_list<DataType>;

constexpr Types kNumbers = {kInt8, kUint8, kInt16, kFloat32};
constexpr Types kArithmetic = {kInt8, kUint8, kInt16, kInt32, kInt64, kFloat32};
constexpr Types kAnything = {kInt8,  kUint8,   kInt16, kInt32,
                             kInt64, kFloat32, kBool};

bool is_quantized(DataType type) {
  return type == kInt8 || type == kUint8 || type == kInt16;
}

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

  void require(bool condition, std::string text) {
    if (!condition && problem.empty()) {
      problem = std::move(text);
    }
  }
  /// `required` operands must be there, up to `allowed` may be.
  bool operands(size_t required, size_t allowed, size_t outputs = 1) {
    bool present = op.inputs.size() >= required && op.inputs.size() <= allowed;
    for (size_t i = 0; i < required && present; ++i) {
      present = op.has_input(i);
    }
    require(present && op.outputs.size() == outputs,
            fmt::format("takes {} to {} inputs and {} outputs, got {} and {}",
                        required, allowed, outputs, op.inputs.size(),
                        op.outputs.size()));
    return problem.empty();
  }
  void type(const Tensor& tensor, Types allowed) {
    require(std::ranges::find(allowed, tensor.type) != allowed.end(),
            fmt::format("\"{}\" is {}, which is not supported here",
                        tensor.name, name_of(tensor.type)));
  }
  void same_type(const Tensor& a, const Tensor& b) {
    require(a.type == b.type,
            fmt::format("\"{}\" is {} but \"{}\" is {}", a.name,
                        name_of(a.type), b.name, name_of(b.type)));
  }
  /// Arithmetic on a quantised type needs one scale and zero point.
  void quantized(const Tensor& tensor) {
    if (!is_quantized(tensor.type)) {
      return;
    }
    const Quantization& q = tensor.quantization;
    require(q.scale.size() == 1,
            fmt::format("\"{}\" has {} scales, expected one", tensor.name,
                        q.scale.size()));
    if (!problem.empty()) {
      return;
    }
    const int32_t zero = q.zero_point[0];
    const bool in_range = tensor.type == kInt8    ? zero >= -128 && zero <= 127
                          : tensor.type == kUint8 ? zero >= 0 && zero <= 255
                                                  : zero == 0;
    require(in_range, fmt::format("\"{}\" has the zero point {}, which {} "
                                  "does not allow",
                                  tensor.name, zero, name_of(tensor.type)));
  }
  /// The operator only moves or compares numbers: it can not rescale them.
  void same_quantization(const Tensor& a, const Tensor& b) {
    require(!is_quantized(a.type) ||
                (a.scale() == b.scale() && a.zero_point() == b.zero_point()),
            fmt::format("\"{}\" and \"{}\" are quantised differently", a.name,
                        b.name));
  }
  void constant(const Tensor& tensor) {
    require(tensor.is_constant(),
            fmt::format("\"{}\" must be a constant", tensor.name));
  }
  void state(const Tensor& tensor) {
    require(tensor.role == TensorRole::kState,
            fmt::format("\"{}\" must be a state tensor", tensor.name));
  }
  void window(const Window& w) {
    const auto extent = [](int32_t value) {
      return value >= 1 && value <= 65535;
    };
    const Margins& m = w.margins;
    const auto margin = [](int32_t value, int32_t window_extent) {
      return value >= 0 && value <= window_extent;
    };
    const int64_t reach_h = (int64_t{w.height} - 1) * w.dilation_h;
    const int64_t reach_w = (int64_t{w.width} - 1) * w.dilation_w;
    require(extent(w.height) && extent(w.width) && extent(w.stride_h) &&
                extent(w.stride_w) && extent(w.dilation_h) &&
                extent(w.dilation_w) && reach_h <= 65535 && reach_w <= 65535,
            "window, stride or dilation is out of 1..65535");
    // A window that lies in the margin entirely would average nothing.
    require(problem.empty() && margin(m.top, static_cast<int32_t>(reach_h)) &&
                margin(m.bottom, static_cast<int32_t>(reach_h)) &&
                margin(m.left, static_cast<int32_t>(reach_w)) &&
                margin(m.right, static_cast<int32_t>(reach_w)),
            "margins are negative or wider than the window");
  }

  /// x, weights and bias of a convolution or a matrix product whose output
  /// channels run along `channel_axis` of the weights.
  void weighted(int channel_axis) {
    if (!operands(2, 3)) {
      return;
    }
    const Tensor& x = in(0);
    const Tensor& w = in(1);
    type(x, kNumbers);
    same_type(x, out());
    require(w.type == (x.type == kInt16 ? kInt8 : x.type),
            fmt::format("{} weights with {} activations are not supported",
                        name_of(w.type), name_of(x.type)));
    constant(w);
    quantized(x);
    quantized(out());
    if (is_quantized(x.type)) {
      const Quantization& q = w.quantization;
      require(!q.empty(), fmt::format("\"{}\" has no scale", w.name));
      require(!q.per_channel() || q.axis == channel_axis,
              fmt::format("\"{}\" is quantised along axis {}, expected {}",
                          w.name, q.axis, channel_axis));
      // Only the uint8 format of old has asymmetric weights.
      const auto is_zero = [](int32_t zero) { return zero == 0; };
      require(x.type == kUint8 || std::ranges::all_of(q.zero_point, is_zero),
              fmt::format("\"{}\" has zero points that are not 0", w.name));
      require(!(x.type == kUint8 && q.per_channel()),
              "uint8 weights can not be quantised per channel");
    }
    if (op.has_input(2)) {
      const Tensor& b = in(2);
      constant(b);
      const bool fits = x.type == kFloat32 ? b.type == kFloat32
                        : x.type == kInt16
                            ? b.type == kInt32 || b.type == kInt64
                            : b.type == kInt32;
      require(fits, fmt::format("{} bias with {} activations", name_of(b.type),
                                name_of(x.type)));
      if (channel_axis < w.rank()) {
        require(element_count(b) == w.shape[static_cast<size_t>(channel_axis)],
                fmt::format("bias has {} elements, expected one a channel",
                            element_count(b)));
      }
    }
  }
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
  /// A constant of exactly this type and shape.
  void parameter(size_t i, DataType data_type, const Shape& shape) {
    if (!op.has_input(i)) {
      require(false, fmt::format("input {} is missing", i));
      return;
    }
    constant(in(i));
    type(in(i), {data_type});
    require(in(i).shape == shape,
            fmt::format("\"{}\" is {}, expected {}", in(i).name,
                        to_string(in(i).shape), to_string(shape)));
  }
  void weights(size_t i, DataType data_type, const Shape& shape) {
    parameter(i, data_type, shape);
    if (problem.empty()) {
      quantized(in(i));
      require(in(i).zero_point() == 0,
              fmt::format("\"{}\" has a zero point", in(i).name));
    }
  }
  void lstm_states(const Lstm& lstm, int32_t cells) {
    const bool is_float = in(0).type == kFloat32;
    const int32_t sequences = in(0).shape[lstm.time_major ? 1 : 0];
    state(in(18));
    state(in(19));
    same_type(in(18), in(0));
    type(in(19), {is_float ? kFloat32 : kInt16});
    require(element_count(in(18)) == sequences * cells &&
                element_count(in(19)) == sequences * cells,
            "states do not match the input");
    quantized(in(0));
    quantized(in(18));
    quantized(in(19));
    same_quantization(in(18), out());
    if (problem.empty() && !is_float) {
      const float log2 = std::log2(in(19).scale());
      require(log2 >= -31 && log2 <= 0,
              fmt::format("\"{}\" has the scale {}, expected a power of two up "
                          "to one",
                          in(19).name, in(19).scale()));
    }
  }
  void operator()(const Lstm& lstm) {
    if (!operands(1, 24)) {
      return;
    }
    require(op.inputs.size() >= 20 && op.has_input(18) && op.has_input(19),
            "state tensors are missing");
    for (const size_t i : {9U, 10U, 11U, 16U, 17U, 20U, 21U, 22U, 23U}) {
      require(
          !op.has_input(i),
          "peepholes, projection and layer normalisation are not supported");
    }
    require(lstm.tanh, "the cell's activation is not tanh");
    require(lstm.cell_clip >= 0.0F, "the cell's clip is negative");
    if (!problem.empty()) {
      return;
    }
    type(in(0), {kInt8, kFloat32});
    same_type(in(0), out());
    require(in(0).rank() == 3 && in(18).rank() >= 1,
            "input is not a batch of sequences");
    if (!problem.empty()) {
      return;
    }
    const int32_t elems = in(0).shape[2];
    const int32_t cells = in(18).shape.back();
    const bool is_float = in(0).type == kFloat32;
    for (size_t gate = 0; gate < 4; ++gate) {
      weights(1 + gate, in(0).type, {cells, elems});
      weights(5 + gate, in(0).type, {cells, cells});
      parameter(12 + gate, is_float ? kFloat32 : kInt32, {cells});
    }
    lstm_states(lstm, cells);
  }
  void operator()(const Svdf& svdf) {
    require(op.inputs.size() == 5 && op.outputs.size() == 1 &&
                op.has_input(0) && op.has_input(1) && op.has_input(2) &&
                op.has_input(4),
            "takes 5 inputs, of which only the bias is optional, and 1 output");
    if (!problem.empty()) {
      return;
    }
    const bool is_float = in(0).type == kFloat32;
    type(in(0), {kInt8, kFloat32});
    same_type(in(0), out());
    require(in(0).rank() == 2 && in(1).rank() == 2 && in(2).rank() == 2 &&
                svdf.rank >= 1 && in(1).shape[0] % svdf.rank == 0 &&
                in(2).shape[1] >= 1,
            "weights do not match the input");
    if (!problem.empty()) {
      return;
    }
    const int32_t filters = in(1).shape[0];
    weights(1, in(0).type, {filters, in(0).shape[1]});
    weights(2, in(4).type, {filters, in(2).shape[1]});
    if (op.has_input(3)) {
      parameter(3, is_float ? kFloat32 : kInt32, {filters / svdf.rank});
    }
    state(in(4));
    if (is_float) {
      type(in(4), {kFloat32});
    } else {
      type(in(4), {kInt8, kInt16});
    }
    require(element_count(in(4)) == in(0).shape[0] * element_count(in(2)),
            "state does not match the weights");
    for (const size_t i : {0U, 4U}) {
      quantized(in(i));
    }
    quantized(out());
  }
};

}  // namespace

std::string verify_op(const Graph& graph, const Op& op) {
  OpRules rules{graph, op, {}};
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
