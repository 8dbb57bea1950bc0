// SPDX-License-Identifier: Apache-2.0
#include "trainer/fold_batch_norm.h"

#include <cmath>

namespace firefly::trainer {

Network without_batch_norm(Network network) {
  for (Layer& layer : network.layers) {
    layer.batch_norm = false;
  }
  return network;
}

Model fold_batch_norm(const Network& network, const Values& values) {
  Model folded{without_batch_norm(network), {}};
  const Layout from = layout_of(network);
  const Layout to = layout_of(folded.network);
  folded.values.parameters.resize(to.parameters);
  for (size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const Place& source = from.places[i];
    const Place& target = to.places[i];
    for (size_t channel = 0; channel < source.channels; ++channel) {
      float gain = 1;
      float bias = values.parameters[source.bias + channel];
      if (layer.batch_norm) {
        gain = values.parameters[source.gain + channel] /
               std::sqrt(values.statistics[source.variance + channel] +
                         kBatchNormEpsilon);
        bias -= gain * values.statistics[source.mean + channel];
      }
      for (size_t k = 0; k < source.fan_in; ++k) {
        folded.values.parameters[weight_index(layer, target, channel, k)] =
            gain * values.parameters[weight_index(layer, source, channel, k)];
      }
      folded.values.parameters[target.bias + channel] = bias;
    }
  }
  return folded;
}

}  // namespace firefly::trainer
