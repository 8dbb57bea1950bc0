// SPDX-License-Identifier: Apache-2.0
#include "graph/verify_rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace firefly {
namespace {

using enum DataType;

bool is_quantized(DataType type) {
  return type == kInt8 || type == kUint8 || type == kInt16;
}

}  // namespace

void OpRules::require(bool condition, std::string text) {
  if (!condition && problem.empty()) {
    problem = std::move(text);
  }
}

bool OpRules::operands(size_t required, size_t allowed, size_t outputs) {
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

void OpRules::type(const Tensor& tensor, Types allowed) {
  require(std::ranges::find(allowed, tensor.type) != allowed.end(),
          fmt::format("\"{}\" is {}, which is not supported here", tensor.name,
                      name_of(tensor.type)));
}

void OpRules::same_type(const Tensor& a, const Tensor& b) {
  require(a.type == b.type,
          fmt::format("\"{}\" is {} but \"{}\" is {}", a.name, name_of(a.type),
                      b.name, name_of(b.type)));
}

void OpRules::quantized(const Tensor& tensor) {
  if (!is_quantized(tensor.type)) {
    return;
  }
  const Quantization& q = tensor.quantization;
  require(q.scale.size() == 1, fmt::format("\"{}\" has {} scales, expected one",
                                           tensor.name, q.scale.size()));
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

void OpRules::same_quantization(const Tensor& a, const Tensor& b) {
  require(!is_quantized(a.type) ||
              (a.scale() == b.scale() && a.zero_point() == b.zero_point()),
          fmt::format("\"{}\" and \"{}\" are quantised differently", a.name,
                      b.name));
}

void OpRules::constant(const Tensor& tensor) {
  require(tensor.is_constant(),
          fmt::format("\"{}\" must be a constant", tensor.name));
}

void OpRules::state(const Tensor& tensor) {
  require(tensor.role == TensorRole::kState,
          fmt::format("\"{}\" must be a state tensor", tensor.name));
}

void OpRules::window(const Window& w) {
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

void OpRules::weighted(int channel_axis) {
  if (!operands(2, 3)) {
    return;
  }
  const Tensor& x = in(0);
  const Tensor& w = in(1);
  type(x, {kInt8, kUint8, kInt16, kFloat32});
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
                      : x.type == kInt16 ? b.type == kInt32 || b.type == kInt64
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

void OpRules::parameter(size_t i, DataType data_type, const Shape& shape) {
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

void OpRules::weights(size_t i, DataType data_type, const Shape& shape) {
  parameter(i, data_type, shape);
  if (problem.empty()) {
    quantized(in(i));
    require(in(i).zero_point() == 0,
            fmt::format("\"{}\" has a zero point", in(i).name));
  }
}

}  // namespace firefly
