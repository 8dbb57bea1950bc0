// SPDX-License-Identifier: Apache-2.0
#include "trainer/initial_values.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace firefly::trainer {

Values initial_values(const Network& network, uint64_t seed) {
  const Layout layout = layout_of(network);
  Values values;
  values.parameters.resize(layout.parameters);
  values.statistics.resize(layout.statistics);
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  const auto at = [](std::vector<float>& numbers, size_t place) {
    return numbers.begin() + static_cast<std::ptrdiff_t>(place);
  };
  for (size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const Place& place = layout.places[i];
    // A batch norm hides the scale of the weights from what comes after.
    const double variance = layer.rectifier == Rectifier::kNone ? 1.0 : 2.0;
    for (size_t k = 0; k < place.weight_count; ++k) {
      const double deviation =
          std::sqrt(variance / static_cast<double>(place.fan_in));
      values.parameters[place.weights + k] =
          static_cast<float>(normal(random) * deviation);
    }
    if (layer.batch_norm) {
      std::fill_n(at(values.parameters, place.gain), place.channels, 1.0F);
      std::fill_n(at(values.statistics, place.variance), place.channels, 1.0F);
    }
  }
  return values;
}

}  // namespace firefly::trainer
