// SPDX-License-Identifier: Apache-2.0
#include "trainer/rounding.h"

#include <algorithm>
#include <cmath>

namespace firefly::trainer {
namespace {

// Room for the sums that the bias is added to.
constexpr float kLargestBias = 1 << 30;

float largest_magnitude(std::span<const float> numbers) {
  float largest = 0;
  for (const float number : numbers) {
    largest = std::max(largest, std::abs(number));
  }
  return largest;
}

}  // namespace

Affine affine_of(Range range) {
  const float low = std::min(range.low, 0.0F);
  const float high = std::max(range.high, 0.0F);
  if (high == low) {
    return {};
  }
  const float scale = (high - low) / 255;
  const float zero_point = std::round(-128 - low / scale);
  return {scale, static_cast<int>(std::clamp(zero_point, -128.0F, 127.0F))};
}

float weight_scale(std::span<const float> weights, std::span<const float> bias,
                   float input_scale) {
  const float scale =
      std::max(largest_magnitude(weights) / 127,
               largest_magnitude(bias) / (input_scale * kLargestBias));
  return scale > 0 ? scale : 1;
}

Rounding rounding_of(const Network& network, const Values& values,
                     const std::vector<Range>& ranges) {
  const Layout layout = layout_of(network);
  const std::span<const float> numbers(values.parameters);
  Rounding rounding;
  for (size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const Affine input =
        layer.source == kInput
            ? Affine{network.input.scale, network.input.zero_point}
            : rounding.outputs[static_cast<size_t>(layer.source)];
    rounding.outputs.push_back(
        layer.kind == LayerKind::kAveragePool ? input : affine_of(ranges[i]));
    std::vector<float>& scales = rounding.weights.emplace_back();
    if (!layer.has_weights()) {
      continue;
    }
    const Place& place = layout.places[i];
    const auto bias = numbers.subspan(place.bias, place.channels);
    std::vector<float> own(place.fan_in);
    for (size_t channel = 0; channel < place.channels; ++channel) {
      for (size_t k = 0; k < place.fan_in; ++k) {
        own[k] = numbers[weight_index(layer, place, channel, k)];
      }
      scales.push_back(
          weight_scale(own, bias.subspan(channel, 1), input.scale));
    }
  }
  return rounding;
}

}  // namespace firefly::trainer
