// SPDX-License-Identifier: Apache-2.0
#include "trainer/network.h"

namespace firefly::trainer {
namespace {

size_t weights_an_output(const Network& network, const Layer& layer) {
  const auto window =
      static_cast<size_t>(layer.window.height * layer.window.width);
  const Extent input = network.extent_of(layer.source);
  switch (layer.kind) {
    case LayerKind::kConv2d:
      return window * static_cast<size_t>(input.channels);
    case LayerKind::kDepthwiseConv2d:
      return window;
    case LayerKind::kDense:
      return static_cast<size_t>(input.size());
    case LayerKind::kAdd:
    case LayerKind::kAveragePool:
      break;
  }
  return 0;
}

}  // namespace

Layout layout_of(const Network& network) {
  Layout layout;
  for (const Layer& layer : network.layers) {
    Place place;
    if (layer.has_weights()) {
      place.channels = static_cast<size_t>(layer.output.channels);
      place.fan_in = weights_an_output(network, layer);
      place.weight_count = place.fan_in * place.channels;
      place.weights = layout.parameters;
      place.bias = place.weights + place.weight_count;
      layout.parameters = place.bias + place.channels;
      if (layer.batch_norm) {
        place.gain = layout.parameters;
        layout.parameters += place.channels;
        place.mean = layout.statistics;
        place.variance = place.mean + place.channels;
        layout.statistics += 2 * place.channels;
      }
    }
    layout.places.push_back(place);
  }
  return layout;
}

size_t weight_index(const Layer& layer, const Place& place, size_t channel,
                    size_t i) {
  return place.weights + (layer.kind == LayerKind::kDepthwiseConv2d
                              ? i * place.channels + channel
                              : channel * place.fan_in + i);
}

}  // namespace firefly::trainer
