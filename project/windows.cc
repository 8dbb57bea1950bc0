// SPDX-License-Identifier: Apache-2.0
#include "project/windows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace firefly {
namespace {

int64_t samples_of(double ms, double rate_hz) {
  return std::llround(ms * rate_hz / 1000);
}

Error wrong(std::string_view key, const std::string& what) {
  return Error{ErrorCode::kInvalidData, fmt::format("{}: {}", key, what)};
}

Expected<WindowLayout> picture_layout(const SensorParameters& sensor,
                                      const FeatureFormat& features) {
  WindowLayout layout;
  layout.samples = static_cast<int64_t>(sensor.width) * sensor.height;
  layout.stride = layout.samples;
  layout.rows = features.height;
  layout.hop_rows = features.height;
  return layout;
}

/// Where the window with the most energy begins; steps of a sixteenth.
int64_t loudest(const Signal& signal, int64_t samples) {
  const auto channels = static_cast<int64_t>(signal.channels);
  std::vector<double> before(static_cast<size_t>(signal.samples()) + 1);
  for (int64_t i = 0; i < signal.samples(); ++i) {
    double energy = 0;
    for (int64_t c = 0; c < channels; ++c) {
      const auto value = static_cast<double>(
          signal.values[static_cast<size_t>(i * channels + c)]);
      energy += value * value;
    }
    before[static_cast<size_t>(i) + 1] =
        before[static_cast<size_t>(i)] + energy;
  }
  const int64_t step = std::max<int64_t>(1, samples / 16);
  int64_t best = 0;
  double most = -1;
  for (int64_t begin = 0; begin + samples <= signal.samples(); begin += step) {
    const double energy = before[static_cast<size_t>(begin + samples)] -
                          before[static_cast<size_t>(begin)];
    if (energy > most) {
      most = energy;
      best = begin;
    }
  }
  return best;
}

}  // namespace

Expected<WindowLayout> window_layout(const SensorParameters& sensor,
                                     const WindowParameters& window,
                                     const FeatureFormat& features,
                                     int64_t recording_samples) {
  if (sensor.kind == SensorKind::kCamera) {
    return picture_layout(sensor, features);
  }
  WindowLayout layout;
  layout.samples = window.length_ms == 0
                       ? recording_samples
                       : samples_of(window.length_ms, sensor.rate_hz);
  if (layout.samples < features.frame_samples) {
    return wrong("window.length_ms",
                 fmt::format("a window of {} samples is shorter than the front "
                             "end's frame of {}: make it at least {:.4g} ms, "
                             "or the frame shorter",
                             layout.samples, features.frame_samples,
                             1000.0 * features.frame_samples / sensor.rate_hz));
  }
  layout.stride = window.stride_ms == 0
                      ? layout.samples
                      : samples_of(window.stride_ms, sensor.rate_hz);
  if (layout.stride < 1) {
    return wrong(
        "window.stride_ms",
        fmt::format("is less than one sample at {} Hz", sensor.rate_hz));
  }
  layout.rows = static_cast<int>(1 + (layout.samples - features.frame_samples) /
                                         features.hop_samples);
  const int64_t hop = window.inference_ms == 0
                          ? layout.stride
                          : samples_of(window.inference_ms, sensor.rate_hz);
  layout.hop_rows = static_cast<int>(
      std::clamp<int64_t>(hop / features.hop_samples, 1, layout.rows));
  return layout;
}

int64_t window_end(const FeatureFormat& features, const WindowLayout& layout,
                   int64_t index) {
  // A picture's rows come all at once.
  return features.height > 0
             ? features.frame_samples + index * features.hop_samples
             : features.frame_samples +
                   (layout.rows - 1 + index * layout.hop_rows) *
                       int64_t{features.hop_samples};
}

std::vector<int64_t> window_begins(const Signal& signal,
                                   const WindowLayout& layout,
                                   WindowChoice choice) {
  const int64_t spare = signal.samples() - layout.samples;
  if (spare <= 0) {
    // Rounded down also where it is negative.
    return {(spare - (spare & 1)) / 2};
  }
  if (choice == WindowChoice::kCentre) {
    return {spare / 2};
  }
  if (choice == WindowChoice::kLoudest) {
    return {loudest(signal, layout.samples)};
  }
  std::vector<int64_t> begins;
  for (int64_t begin = 0; begin <= spare; begin += layout.stride) {
    begins.push_back(begin);
  }
  return begins;
}

Signal window_of(const Signal& signal, const SensorParameters& sensor,
                 int64_t begin, int64_t count) {
  const bool is_sound = sensor.kind == SensorKind::kMicrophone;
  const auto channels = static_cast<size_t>(signal.channels);
  Signal window{
      signal.rate_hz, signal.channels, signal.width, signal.height, {}};
  window.values.reserve(static_cast<size_t>(count) * channels);
  for (int64_t i = begin; i < begin + count; ++i) {
    const int64_t at =
        std::clamp<int64_t>(i, 0, std::max<int64_t>(0, signal.samples() - 1));
    const bool is_silent = signal.values.empty() || (is_sound && at != i);
    const size_t from = static_cast<size_t>(at) * channels;
    for (size_t c = 0; c < channels; ++c) {
      window.values.push_back(is_silent ? 0.0F : signal.values[from + c]);
    }
  }
  return window;
}

std::vector<int16_t> sensor_samples(const Signal& signal,
                                    const SensorParameters& sensor,
                                    int64_t begin, int64_t count) {
  const bool is_picture = sensor.kind == SensorKind::kCamera;
  const double scale = is_picture ? 1 : 32768 / sensor.full_scale;
  const Signal window = window_of(signal, sensor, begin, count);
  std::vector<int16_t> samples;
  samples.reserve(window.values.size());
  for (const float value : window.values) {
    samples.push_back(static_cast<int16_t>(
        std::clamp(std::nearbyint(scale * static_cast<double>(value)), -32768.0,
                   32767.0)));
  }
  return samples;
}

}  // namespace firefly
