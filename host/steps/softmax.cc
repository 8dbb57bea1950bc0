// SPDX-License-Identifier: Apache-2.0
//
// softmax_s8 of runtime/kernels/softmax.h, whose exponentials depend on one of
// 256 differences.
#include "graph/prepare/softmax.h"

#include <array>

#include "host/step.h"

namespace firefly::host {
namespace {

constexpr int kSumBits = 12;  // As in the reference.

class SoftmaxStep final : public Step {
 public:
  SoftmaxStep(const Op& op, const SoftmaxS8& layer)
      : input_(op.inputs[0]), output_(op.outputs[0]), layer_(layer) {
    for (size_t i = 0; i < exp_.size(); ++i) {
      const int32_t difference = -static_cast<int32_t>(i);
      if (difference >= layer.lowest_difference) {
        exp_[i] = softmax_exp(layer, difference);
        summand_[i] = rounding_divide_by_power_of_two(exp_[i], kSumBits);
      }
    }
  }

  void run(const Frame& frame) const override {
    const auto* x = frame.at<const int8_t>(input_);
    auto* out = frame.at<int8_t>(output_);
    for (int32_t row = 0; row < layer_.rows; ++row) {
      run_row(x, out);
      x += layer_.depth;
      out += layer_.depth;
    }
  }

 private:
  void run_row(const int8_t* x, int8_t* out) const {
    const int32_t largest = largest_of(x, layer_.depth);
    int32_t sum = 0;
    for (int32_t i = 0; i < layer_.depth; ++i) {
      sum = wrapping_add(sum, summand_[index(largest, x[i])]);
    }
    const Reciprocal scale = reciprocal(sum, kSumBits);
    const int right_shift = scale.bits_over_unit + 31 - 8;
    for (int32_t i = 0; i < layer_.depth; ++i) {
      // Exponentials that count as 0 come out as the lowest number.
      const int32_t product = saturating_rounding_doubling_high_multiply(
          scale.value, exp_[index(largest, x[i])]);
      const int32_t result =
          rounding_divide_by_power_of_two(product, right_shift) + INT8_MIN;
      out[i] = static_cast<int8_t>(
          clamp(result, int32_t{INT8_MIN}, int32_t{INT8_MAX}));
    }
  }

  static size_t index(int32_t largest, int32_t x) {
    return static_cast<size_t>(largest - x);
  }

  TensorId input_;
  TensorId output_;
  SoftmaxS8 layer_;
  std::array<int32_t, 256> exp_{};
  std::array<int32_t, 256> summand_{};
};

}  // namespace

std::unique_ptr<Step> make_softmax(const Graph& graph, const Op& op) {
  const Tensor& input = graph.tensor(op.inputs[0]);
  if (input.type != DataType::kInt8 ||
      graph.tensor(op.outputs[0]).type != DataType::kInt8) {
    return nullptr;
  }
  return std::make_unique<SoftmaxStep>(
      op, prepare_softmax_s8(op.as<Softmax>()->beta, input));
}

}  // namespace firefly::host
