// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "graph/prepare/reduce.h"
#include "host/constants.h"
#include "host/step.h"

namespace firefly::host {
namespace {

class MeanStep final : public Step {
 public:
  MeanStep(const Op& op, const MeanLayer& layer, const FixedScale& scale,
           const Kernels& kernels)
      : kernels_(kernels),
        input_(op.inputs[0]),
        output_(op.outputs[0]),
        layer_(layer) {
    append_scales(
        std::vector<FixedScale>(static_cast<size_t>(kernels.lanes), scale),
        scales_);
    layer_.scales = scales_.data();
  }

  void run(const Frame& frame) const override {
    kernels_.mean(layer_, frame.at<const int8_t>(input_),
                  frame.at<int8_t>(output_));
  }

 private:
  const Kernels& kernels_;
  TensorId input_;
  TensorId output_;
  MeanLayer layer_;
  Aligned<int32_t> scales_;
};

int32_t product(const Shape& shape, size_t begin, size_t end) {
  return std::accumulate(shape.begin() + static_cast<ptrdiff_t>(begin),
                         shape.begin() + static_cast<ptrdiff_t>(end), 1,
                         std::multiplies<>());
}

/// Whether `axes` are neighbours, and not the innermost.
bool are_inner(const std::vector<int32_t>& axes, int rank) {
  return !axes.empty() && axes.back() < rank - 1 &&
         axes.back() - axes.front() + 1 == static_cast<int32_t>(axes.size());
}

}  // namespace

std::unique_ptr<Step> make_mean(const Graph& graph, const Op& op,
                                const Kernels& kernels) {
  const auto& kind = *op.as<Reduce>();
  const Tensor& input = graph.tensor(op.inputs[0]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  const bool sums =
      kind.kind == ReduceKind::kMean || kind.kind == ReduceKind::kSum;
  if (!sums || input.type != DataType::kInt8 ||
      output.type != DataType::kInt8 || !are_inner(kind.axes, input.rank())) {
    return nullptr;
  }
  const auto first = static_cast<size_t>(kind.axes.front());
  const auto last = static_cast<size_t>(kind.axes.back());
  MeanLayer layer{};
  layer.outer = product(input.shape, 0, first);
  layer.count = product(input.shape, first, last + 1);
  layer.channels = product(input.shape, last + 1, input.shape.size());
  const ReduceQuantized reference =
      prepare_sum_quantized(kind, input, output, layer.count);
  layer.range = reference.range;
  const FixedScale scale = fixed_scale(reference.input_offset,
                                       reference.multiplier, reference.shift);
  const int64_t largest =
      int64_t{128} * layer.count + std::abs(int64_t{reference.input_offset});
  if (layer.count == 0 || !is_safe(scale, largest)) {
    return nullptr;
  }
  return std::make_unique<MeanStep>(op, layer, scale, kernels);
}

}  // namespace firefly::host
