// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/svdf.h"

#include <numeric>

namespace firefly {
namespace {

/// −input zero point · Σ of the weights of each filter.
std::vector<int32_t> feature_bias(const Tensor& input, const Tensor& features) {
  const auto weights = features.values<int8_t>();
  std::vector<int32_t> bias;
  for (auto filter = weights.begin(); filter != weights.end();
       filter += features.shape[1]) {
    bias.push_back(-input.zero_point() *
                   std::accumulate(filter, filter + features.shape[1], 0));
  }
  return bias;
}

}  // namespace

SvdfShape svdf_shape(const Svdf& kind, const Graph& graph, const Op& op) {
  const Shape& x = graph.tensor(op.inputs[0]).shape;
  const Shape& time = graph.tensor(op.inputs[2]).shape;
  return {x[0], x[1], time[0] / kind.rank, kind.rank, time[1]};
}

SvdfQuantization quantize_svdf(const Graph& graph, const Op& op) {
  const Tensor& input = graph.tensor(op.inputs[0]);
  const Tensor& features = graph.tensor(op.inputs[1]);
  const Tensor& time = graph.tensor(op.inputs[2]);
  const Tensor& state = graph.tensor(op.inputs[4]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  const IntegerRange output_range = full_range(output.type);
  SvdfQuantization result;
  result.feature_bias = feature_bias(input, features);
  // In float, as TFLM's PrepareSvdf.
  result.feature = quantize_multiplier(
      static_cast<double>(input.scale() * features.scale() / state.scale()));
  result.state_zero_point = state.zero_point();
  result.output = quantize_multiplier(
      static_cast<double>(state.scale() * time.scale() / output.scale()));
  result.output_range = {output.zero_point(), output_range.low,
                         output_range.high};
  return result;
}

}  // namespace firefly
