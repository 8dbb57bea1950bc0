// SPDX-License-Identifier: Apache-2.0
#include "data/resample.h"

#include <samplerate.h>

#include <algorithm>
#include <cmath>

namespace firefly {

bool resample(Signal& signal, double rate_hz) {
  const double ratio = rate_hz / signal.rate_hz;
  if (src_is_valid_ratio(ratio) == 0) {
    return false;
  }
  const auto channels = static_cast<size_t>(signal.channels);
  const auto samples = static_cast<size_t>(
      std::llround(static_cast<double>(signal.samples()) * ratio));
  std::vector<float> values(samples * channels);
  SRC_DATA data{};
  data.data_in = signal.values.data();
  data.data_out = values.data();
  data.input_frames = static_cast<long>(signal.samples());
  data.output_frames = static_cast<long>(samples);
  data.src_ratio = ratio;
  if (src_simple(&data, SRC_SINC_MEDIUM_QUALITY, signal.channels) != 0) {
    return false;
  }
  signal.values = std::move(values);
  signal.rate_hz = rate_hz;
  return true;
}

Signal even_out(const Signal& signal, const std::vector<double>& times,
                double rate_hz) {
  const auto channels = static_cast<size_t>(signal.channels);
  Signal even = signal;
  even.rate_hz = rate_hz;
  even.values.clear();
  const auto samples = static_cast<size_t>(
      std::floor((times.back() - times.front()) * rate_hz + 1e-6) + 1);
  even.values.reserve(samples * channels);
  size_t right = 1;
  for (size_t i = 0; i < samples; ++i) {
    const double time = times.front() + static_cast<double>(i) / rate_hz;
    while (right + 1 < times.size() && times[right] < time) {
      ++right;
    }
    const double width = times[right] - times[right - 1];
    const double weight =
        width > 0 ? std::clamp((time - times[right - 1]) / width, 0.0, 1.0) : 1;
    for (size_t c = 0; c < channels; ++c) {
      const float a = signal.values[(right - 1) * channels + c];
      const float b = signal.values[right * channels + c];
      even.values.push_back(a + static_cast<float>(weight) * (b - a));
    }
  }
  return even;
}

}  // namespace firefly
