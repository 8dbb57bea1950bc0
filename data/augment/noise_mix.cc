// SPDX-License-Identifier: Apache-2.0
#include "data/augment/noise_mix.h"

#include <cmath>

namespace firefly {

void mix_noise(const Signal& noise, double snr_db, Signal& signal,
               Random& random) {
  if (noise.values.empty() || noise.channels != signal.channels) {
    return;
  }
  const auto channels = static_cast<size_t>(signal.channels);
  size_t at = random.index(static_cast<uint64_t>(noise.samples())) * channels;
  std::vector<float> stretch(signal.values.size());
  double noise_power = 0;
  double signal_power = 0;
  for (size_t i = 0; i < stretch.size(); ++i) {
    stretch[i] = noise.values[at];
    at = at + 1 < noise.values.size() ? at + 1 : 0;
    noise_power +=
        static_cast<double>(stretch[i]) * static_cast<double>(stretch[i]);
    signal_power += static_cast<double>(signal.values[i]) *
                    static_cast<double>(signal.values[i]);
  }
  if (noise_power <= 0 || signal_power <= 0) {
    return;
  }
  const auto gain = static_cast<float>(std::sqrt(signal_power / noise_power) *
                                       std::pow(10.0, -snr_db / 20));
  for (size_t i = 0; i < stretch.size(); ++i) {
    signal.values[i] += gain * stretch[i];
  }
}

}  // namespace firefly
