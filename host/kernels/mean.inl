// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/kernels.h"

namespace firefly::host {

/// Sums of up to `channels` channels of `count` pixels.
template <class Isa, int channels>
FIREFLY_INLINE void sum_channels(const int8_t* x, int32_t count,
                                 ptrdiff_t stride, int used, int32_t* sum) {
  for (int c = 0; c < channels; ++c) {
    sum[c] = 0;
  }
  if (used == channels) {
    for (int32_t i = 0; i < count; ++i, x += stride) {
      for (int c = 0; c < channels; ++c) {
        sum[c] += x[c];
      }
    }
  } else {
    for (int32_t i = 0; i < count; ++i, x += stride) {
      for (int c = 0; c < used; ++c) {
        sum[c] += x[c];
      }
    }
  }
}

template <class Isa>
void mean(const MeanLayer& layer, const int8_t* x, int8_t* out) {
  constexpr int kChannels = 64;
  const typename Isa::Scale scale(layer.scales);
  const auto bias = Isa::load(layer.scales + kBias * Isa::kLanes);
  const typename Isa::Range range(layer.range);
  for (int32_t n = 0; n < layer.outer; ++n) {
    for (int32_t c = 0; c < layer.channels; c += kChannels) {
      const int used = min_of(layer.channels - c, kChannels);
      int32_t sum[kChannels];
      sum_channels<Isa, kChannels>(x + c, layer.count, layer.channels, used,
                                   sum);
      for (int i = 0; i < used; i += Isa::kLanes) {
        Isa::store(out + c + i, scale(Isa::add(Isa::load(sum + i), bias)),
                   range, min_of(used - i, Isa::kLanes));
      }
    }
    x += static_cast<ptrdiff_t>(layer.count) * layer.channels;
    out += layer.channels;
  }
}

}  // namespace firefly::host
