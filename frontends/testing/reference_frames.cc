// SPDX-License-Identifier: Apache-2.0
#include "frontends/testing/reference_frames.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

namespace firefly::testing {

Samples channel_of(const std::vector<int16_t>& signal, int channels,
                   int channel) {
  Samples samples;
  for (size_t i = static_cast<size_t>(channel); i < signal.size();
       i += static_cast<size_t>(channels)) {
    samples.push_back(signal[i]);
  }
  return samples;
}

std::vector<Samples> frames_of(const Samples& signal, int frame_length,
                               int hop_length) {
  std::vector<Samples> frames;
  for (auto at = signal.begin(); signal.end() - at >= frame_length;) {
    frames.emplace_back(at, at + frame_length);
    at += std::min<ptrdiff_t>(hop_length, signal.end() - at);
  }
  return frames;
}

ReferenceMoments moments(const Samples& x) {
  const auto count = static_cast<double>(x.size());
  ReferenceMoments result;
  for (const double value : x) {
    result.mean += value / count;
  }
  double third = 0;
  double fourth = 0;
  for (const double value : x) {
    const double d = value - result.mean;
    result.variance += d * d / count;
    third += d * d * d / count;
    fourth += d * d * d * d / count;
  }
  if (result.variance > 1e-12) {
    result.skewness = third / std::pow(result.variance, 1.5);
    result.kurtosis = fourth / (result.variance * result.variance) - 3;
  }
  return result;
}

Samples powers(const Samples& x, const Samples& window) {
  const size_t count = x.size();
  Samples result;
  for (size_t k = 0; k <= count / 2; ++k) {
    std::complex<double> sum = 0;
    for (size_t i = 0; i < count; ++i) {
      const double angle = -2 * std::numbers::pi *
                           static_cast<double>(k * i % count) /
                           static_cast<double>(count);
      sum += x[i] * window[i] * std::polar(1.0, angle);
    }
    result.push_back(std::norm(sum));
  }
  return result;
}

std::vector<int16_t> motion_signal(int samples, int channels, double level,
                                   unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, 1);
  std::vector<int16_t> signal;
  for (int i = 0; i < samples; ++i) {
    for (int c = 0; c < channels; ++c) {
      const double envelope = 1 - std::cos(0.011 * i * (c + 1));
      const double x = 0.1 * envelope * noise(random) +
                       0.3 * std::sin(0.17 * (c + 1) * i) + 0.2 * c;
      signal.push_back(static_cast<int16_t>(
          std::lround(std::clamp(level * x, -32768.0, 32767.0))));
    }
  }
  return signal;
}

}  // namespace firefly::testing
