// SPDX-License-Identifier: Apache-2.0
#include "data/conform.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/fit_image.h"
#include "data/resample.h"

namespace firefly {
namespace {

Problem fatal(std::string what, std::string advice) {
  return {"", std::move(what), std::move(advice), true};
}

// Stereo to mono by the mean; grey to colour and back by BT.601 luma.
bool change_channels(Signal& signal, int channels) {
  const bool is_image = signal.width > 0;
  const auto from = static_cast<size_t>(signal.channels);
  const auto to = static_cast<size_t>(channels);
  const bool to_one = to == 1 && (!is_image || from == 3);
  const bool to_colour = is_image && from == 1 && to == 3;
  if (!to_one && !to_colour) {
    return false;
  }
  const auto count = static_cast<size_t>(signal.samples());
  std::vector<float> values(count * to);
  for (size_t i = 0; i < count; ++i) {
    const float* const source = signal.values.data() + i * from;
    float mixed = 0;
    if (is_image && from == 3) {
      mixed = 0.299F * source[0] + 0.587F * source[1] + 0.114F * source[2];
    } else {
      for (size_t c = 0; c < from; ++c) {
        mixed += source[c] / static_cast<float>(from);
      }
    }
    std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(i * to), to,
                mixed);
  }
  signal.values = std::move(values);
  signal.channels = channels;
  return true;
}

std::optional<Problem> conform_image(const DataParameters& parameters,
                                     const SensorFormat& sensor,
                                     Signal& signal) {
  if (signal.width == sensor.width && signal.height == sensor.height) {
    return std::nullopt;
  }
  if (parameters.fit == ImageFit::kRefuse) {
    return fatal(fmt::format("has {}x{} pixels, the sensor {}x{}", signal.width,
                             signal.height, sensor.width, sensor.height),
                 "set fit in [data] to \"stretch\", \"crop\" or \"pad\"");
  }
  fit_image(parameters.fit, sensor.width, sensor.height, signal);
  return std::nullopt;
}

std::optional<Problem> conform_rate(const DataParameters& parameters,
                                    const SensorFormat& sensor,
                                    Signal& signal) {
  // Clocks of sensors are no better than this.
  constexpr double kTolerance = 1e-3;
  const double from_hz = signal.rate_hz;
  if (std::abs(from_hz - sensor.rate_hz) <= kTolerance * sensor.rate_hz) {
    signal.rate_hz = sensor.rate_hz;
    return std::nullopt;
  }
  if (!parameters.resample) {
    return fatal(
        fmt::format("has {:g} Hz, the sensor {:g} Hz", from_hz, sensor.rate_hz),
        "set resample = true, or the sensor's rate_hz");
  }
  if (!resample(signal, sensor.rate_hz)) {
    return fatal(
        fmt::format("has {:g} Hz, too far from the sensor's {:g} Hz", from_hz,
                    sensor.rate_hz),
        "check rate_hz and time_unit in [data.table], and the sensor's "
        "rate_hz");
  }
  // Motion sensors keep their time badly; a third missing is another matter.
  constexpr double kMuchLower = 0.75;
  if (from_hz < kMuchLower * sensor.rate_hz) {
    return Problem{"",
                   fmt::format("has {:g} Hz only, the sensor {:g} Hz: nothing "
                               "is there above {:g} Hz",
                               from_hz, sensor.rate_hz, from_hz / 2),
                   "record at the sensor's rate, or lower the sensor's", false};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Problem> conform(const DataParameters& parameters,
                               const SensorFormat& sensor, Signal& signal) {
  const bool takes_all = sensor.rate_hz <= 0 && sensor.width <= 0;
  if (takes_all || signal.values.empty()) {
    return std::nullopt;
  }
  if ((sensor.width > 0) != (signal.width > 0)) {
    return fatal(signal.width > 0 ? "is an image; the sensor is no camera"
                                  : "is no image; the sensor is a camera",
                 "name it in exclude, or set the sensor's width");
  }
  if (signal.channels != sensor.channels &&
      !change_channels(signal, sensor.channels)) {
    return fatal(
        fmt::format("has {} channels, the sensor {}", signal.channels,
                    sensor.channels),
        "name the sensor's channels in columns of [data.table], or set the "
        "sensor's channels");
  }
  return signal.width > 0 ? conform_image(parameters, sensor, signal)
                          : conform_rate(parameters, sensor, signal);
}

}  // namespace firefly
