// SPDX-License-Identifier: Apache-2.0
#include "trainer/equalize.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace firefly::trainer {
namespace {

// A scale of one pair changes what the next one sees; it settles in a few.
constexpr int kSweeps = 10;

// How often the output of a layer is read.
int readers_of(const Network& network, int index) {
  int count = index == network.last() ? 1 : 0;
  for (const Layer& layer : network.layers) {
    count += layer.source == index ? 1 : 0;
    count += layer.kind == LayerKind::kAdd && layer.other == index ? 1 : 0;
  }
  return count;
}

/// A layer with weights and its only reader, which has weights too.
class Pair {
 public:
  Pair(const Network& network, const Layout& layout, int reader, Values& values)
      : producer_(network.layer(network.layer(reader).source)),
        reader_(network.layer(reader)),
        from_(layout.places[static_cast<size_t>(reader_.source)]),
        to_(layout.places[static_cast<size_t>(reader)]),
        values_(values.parameters) {}

  void equalize_channels() {
    for (size_t channel = 0; channel < from_.channels; ++channel) {
      float given = 0;
      for (size_t i = 0; i < from_.fan_in; ++i) {
        given = std::max(given, std::abs(produced(channel, i)));
      }
      float taken = 0;
      visit_readers(channel, [&](const float& weight) {
        taken = std::max(taken, std::abs(weight));
      });
      if (given > 0 && taken > 0) {
        scale(channel, std::sqrt(given / taken));
      }
    }
  }

 private:
  float& produced(size_t channel, size_t i) {
    return values_[weight_index(producer_, from_, channel, i)];
  }

  // All weights that meet this channel.
  template <class Visit>
  void visit_readers(size_t channel, const Visit& visit) {
    if (reader_.kind == LayerKind::kDepthwiseConv2d) {
      for (size_t i = 0; i < to_.fan_in; ++i) {
        visit(values_[weight_index(reader_, to_, channel, i)]);
      }
      return;
    }
    for (size_t output = 0; output < to_.channels; ++output) {
      for (size_t i = channel; i < to_.fan_in; i += from_.channels) {
        visit(values_[weight_index(reader_, to_, output, i)]);
      }
    }
  }

  void scale(size_t channel, float factor) {
    for (size_t i = 0; i < from_.fan_in; ++i) {
      produced(channel, i) /= factor;
    }
    values_[from_.bias + channel] /= factor;
    visit_readers(channel, [&](float& weight) { weight *= factor; });
  }

  const Layer& producer_;
  const Layer& reader_;
  const Place& from_;
  const Place& to_;
  std::vector<float>& values_;
};

bool is_pair(const Network& network, int reader) {
  const Layer& layer = network.layer(reader);
  if (!layer.has_weights() || layer.source == kInput) {
    return false;
  }
  const Layer& producer = network.layer(layer.source);
  return producer.has_weights() && producer.rectifier != Rectifier::kRelu6 &&
         readers_of(network, layer.source) == 1;
}

}  // namespace

void equalize(const Network& network, Values& values) {
  const Layout layout = layout_of(network);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (int reader = 0; reader <= network.last(); ++reader) {
      if (is_pair(network, reader)) {
        Pair(network, layout, reader, values).equalize_channels();
      }
    }
  }
}

}  // namespace firefly::trainer
