// SPDX-License-Identifier: Apache-2.0
#include "trainer/correct_bias.h"

#include "trainer/rounding.h"

namespace firefly::trainer {
namespace {

/// By layer and channel, before the rectifiers.
using Means = std::vector<std::vector<double>>;

Means means_of(Engine& engine, const Network& network, const Values& values,
               const Rounding* rounding, const Selection& examples) {
  Means means;
  for (const Layer& layer : network.layers) {
    means.emplace_back(static_cast<size_t>(layer.output.channels));
  }
  engine.observe(
      values, rounding, examples, Engine::Moment::kBeforeRectifier,
      [&](int layer, const float* seen, size_t size) {
        std::vector<double>& sums = means[static_cast<size_t>(layer)];
        const Extent extent = network.layer(layer).output;
        const double share =
            1.0 / (static_cast<double>(extent.height * extent.width) *
                   static_cast<double>(examples.count));
        for (size_t i = 0; i < size; ++i) {
          sums[i % sums.size()] += static_cast<double>(seen[i]) * share;
        }
      });
  return means;
}

}  // namespace

void correct_bias(Engine& engine, const Network& network,
                  const std::vector<Range>& ranges, const Selection& examples,
                  Values& values) {
  const Layout layout = layout_of(network);
  const Means wanted = means_of(engine, network, values, nullptr, examples);
  for (size_t i = 0; i < network.layers.size(); ++i) {
    if (!network.layers[i].has_weights()) {
      continue;
    }
    const Rounding rounding = rounding_of(network, values, ranges);
    const Means found = means_of(engine, network, values, &rounding, examples);
    for (size_t channel = 0; channel < wanted[i].size(); ++channel) {
      values.parameters[layout.places[i].bias + channel] +=
          static_cast<float>(wanted[i][channel] - found[i][channel]);
    }
  }
}

}  // namespace firefly::trainer
