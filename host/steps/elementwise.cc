// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "graph/prepare/binary.h"
#include "graph/prepare/broadcast.h"
#include "host/constants.h"
#include "host/step.h"

namespace firefly::host {
namespace {

/// The constants of one operator before they are packed.
struct Elementwise {
  SumKind kind = SumKind::kAdd;
  int32_t a_zero_point = 0;
  int32_t b_zero_point = 0;
  FixedScale a;
  FixedScale b;
  FixedScale out;
  OutputRange range{};
};

int64_t largest_difference(int32_t zero_point) {
  return std::max(std::abs(INT8_MIN - zero_point),
                  std::abs(INT8_MAX - zero_point));
}

/// As elementwise::at_common_scale.
FixedScale operand_scale(const OperandScale& operand, int32_t left_shift) {
  FixedScale scale = fixed_scale(0, operand.multiplier, operand.shift);
  scale.left += left_shift;
  return scale;
}

std::optional<Elementwise> take_sum(const Binary& kind, const Tensor& a,
                                    const Tensor& b, const Tensor& output) {
  const BinaryScaled layer = prepare_sum(kind, a, b, output);
  const Elementwise result = {
      kind.kind == BinaryKind::kAdd ? SumKind::kAdd : SumKind::kSub,
      layer.a.zero_point,
      layer.b.zero_point,
      operand_scale(layer.a, layer.left_shift),
      operand_scale(layer.b, layer.left_shift),
      fixed_scale(0, layer.multiplier, layer.shift),
      layer.range};
  const int64_t largest_a = largest_difference(layer.a.zero_point);
  const int64_t largest_b = largest_difference(layer.b.zero_point);
  // Multipliers are below 1, so operands do not grow beyond their left shifts.
  if (!is_safe(result.a, largest_a) || !is_safe(result.b, largest_b) ||
      !is_safe(result.out,
               (largest_a << result.a.left) + (largest_b << result.b.left))) {
    return std::nullopt;
  }
  return result;
}

std::optional<Elementwise> take_product(const Binary& kind, const Tensor& a,
                                        const Tensor& b, const Tensor& output) {
  const BinaryProduct layer = prepare_product(kind, a, b, output);
  const Elementwise result = {SumKind::kMul,
                              layer.a_zero_point,
                              layer.b_zero_point,
                              {},
                              {},
                              fixed_scale(0, layer.multiplier, layer.shift),
                              layer.range};
  if (!is_safe(result.out, largest_difference(layer.a_zero_point) *
                               largest_difference(layer.b_zero_point))) {
    return std::nullopt;
  }
  return result;
}

std::optional<Elementwise> take(const Binary& kind, const Tensor& a,
                                const Tensor& b, const Tensor& output) {
  for (const Tensor* tensor : {&a, &b, &output}) {
    if (tensor->type != DataType::kInt8) {
      return std::nullopt;
    }
  }
  switch (kind.kind) {
    case BinaryKind::kAdd:
    case BinaryKind::kSub:
      return take_sum(kind, a, b, output);
    case BinaryKind::kMul:
      return take_product(kind, a, b, output);
    default:
      return std::nullopt;
  }
}

/// multiplier / 2^31 · 2^left as a whole number; 0 if it is none.
int32_t whole_factor(const FixedScale& scale) {
  const bool whole =
      scale.multiplier == 1 << 30 && scale.left > 0 && scale.right == 0;
  return whole ? 1 << (scale.left - 1) : 0;
}

class ElementwiseStep final : public Step {
 public:
  ElementwiseStep(const Op& op, const Elementwise& constants,
                  PreparedBroadcast broadcast, const Kernels& kernels)
      : kernels_(kernels),
        output_(op.outputs[0]),
        broadcast_(std::move(broadcast)) {
    layer_.kind = constants.kind;
    layer_.range = constants.range;
    Operand a = {op.inputs[0], 0, constants.a_zero_point, constants.a};
    Operand b = {op.inputs[1], 1, constants.b_zero_point, constants.b};
    if (constants.kind == SumKind::kAdd) {
      // The operand of the larger scale is only shifted.
      if (whole_factor(a.scale) == 0) {
        std::swap(a, b);
      }
      layer_.a_factor = whole_factor(a.scale);
      layer_.kind = layer_.a_factor != 0 ? SumKind::kAddShifted : SumKind::kAdd;
    }
    a_ = a.tensor;
    b_ = b.tensor;
    a_place_ = a.place;
    layer_.a_step = broadcast_.step[a.place];
    layer_.b_step = broadcast_.step[b.place];
    layer_.a_zero_point = a.zero_point;
    layer_.b_zero_point = b.zero_point;
    for (const FixedScale& scale : {a.scale, b.scale, constants.out}) {
      append_scales(
          std::vector<FixedScale>(static_cast<size_t>(kernels.lanes), scale),
          scales_);
    }
    const ptrdiff_t one = ptrdiff_t{kScaleVectors} * kernels.lanes;
    layer_.a_scale = scales_.data();
    layer_.b_scale = layer_.a_scale + one;
    layer_.out_scale = layer_.b_scale + one;
  }

  void run(const Frame& frame) const override {
    const auto* a = frame.at<const int8_t>(a_);
    const auto* b = frame.at<const int8_t>(b_);
    auto* out = frame.at<int8_t>(output_);
    for_each_run(broadcast_.layer<2>(), [&](const int32_t* offset) {
      kernels_.elementwise(layer_, a + offset[a_place_],
                           b + offset[1 - a_place_], broadcast_.count, out);
      out += broadcast_.count;
    });
  }

 private:
  struct Operand {
    TensorId tensor;
    size_t place;  // Among the operator's inputs.
    int32_t zero_point;
    FixedScale scale;
  };

  const Kernels& kernels_;
  TensorId a_ = kNoTensor;
  TensorId b_ = kNoTensor;
  size_t a_place_ = 0;
  TensorId output_;
  PreparedBroadcast broadcast_;
  ElementwiseLayer layer_{};
  Aligned<int32_t> scales_;
};

}  // namespace

std::unique_ptr<Step> make_elementwise(const Graph& graph, const Op& op,
                                       const Kernels& kernels) {
  const std::optional<Elementwise> constants =
      take(*op.as<Binary>(), graph.tensor(op.inputs[0]),
           graph.tensor(op.inputs[1]), graph.tensor(op.outputs[0]));
  if (!constants) {
    return nullptr;
  }
  return std::make_unique<ElementwiseStep>(
      op, *constants, prepare_broadcast(graph, op, CallExtent::kWhole),
      kernels);
}

}  // namespace firefly::host
