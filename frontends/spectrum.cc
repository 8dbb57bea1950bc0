// SPDX-License-Identifier: Apache-2.0
#include "frontends/spectrum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace firefly {
namespace {

constexpr int kMinLog2Points = 4;
constexpr int kMaxLog2Points = 12;

int log2_at_least(int length) {
  int log2 = 0;
  while ((1 << log2) < length) {
    ++log2;
  }
  return log2;
}

Expected<int> samples_of(const char* key, double ms, double rate_hz) {
  const double samples = std::round(ms * rate_hz / 1000);
  if (samples < 1) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{} = {} is less than a sample of {} Hz: expected "
                             "at least {:.3g}",
                             key, ms, rate_hz, 1000 / rate_hz)};
  }
  return static_cast<int>(samples);
}

Expected<int> log2_points_of(int fft_length, int frame_length) {
  const int log2 = std::max(log2_at_least(std::max(fft_length, frame_length)),
                            kMinLog2Points);
  if (fft_length != 0 && fft_length != 1 << log2) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("fft_length = {} with frames of {} samples: "
                             "expected a power of two that holds a frame, "
                             "{} or more, or 0",
                             fft_length, frame_length,
                             1 << std::max(log2_at_least(frame_length),
                                           kMinLog2Points))};
  }
  if (log2 > kMaxLog2Points) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("frame_ms gives frames of {} samples: expected {} "
                             "at most",
                             frame_length, 1 << kMaxLog2Points)};
  }
  return log2;
}

}  // namespace

void declare(Keys& keys, SpectrumParameters& parameters) {
  keys.number({"frame_ms", "ms", "length of a frame"}, parameters.frame_ms, 0.1,
              10000);
  keys.number({"hop_ms", "ms", "from frame to frame"}, parameters.hop_ms, 0.1,
              10000);
  keys.integer({"fft_length", "samples",
                "frames are padded to it with zeros; 0 for the least power of "
                "two that holds one"},
               parameters.fft_length, 0, 1 << kMaxLog2Points);
  keys.one_of<WindowShape>({"window", "", "what frames are multiplied with"},
                           parameters.window,
                           {{"hann", WindowShape::kHann},
                            {"hamming", WindowShape::kHamming},
                            {"rectangular", WindowShape::kRectangular}});
  keys.flag({"periodic_window", "",
             "whether the window's period is a frame, as TensorFlow's is by "
             "default; otherwise it is symmetric"},
            parameters.periodic_window);
  keys.number({"pre_emphasis", "",
               "this part of each sample is subtracted from the next; 0 for "
               "none"},
              parameters.pre_emphasis, 0, 0.9999);
  keys.one_of<SpectrumKind>({"spectrum", "", "absolute values or squares"},
                            parameters.kind,
                            {{"magnitude", SpectrumKind::kMagnitude},
                             {"power", SpectrumKind::kPower}});
}

Expected<SpectrumDesign> design_spectrum(const SpectrumParameters& parameters,
                                         const SensorFormat& sensor) {
  FIREFLY_RETURN_IF_ERROR(check_signal(sensor));
  if (sensor.channels != 1 || !(sensor.rate_hz > 0 && sensor.rate_hz <= 1e6)) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("a spectrum needs one channel of samples at a "
                             "rate up to 1 MHz: found {} channels at {} Hz",
                             sensor.channels, sensor.rate_hz)};
  }
  const Expected<int> frame =
      samples_of("frame_ms", parameters.frame_ms, sensor.rate_hz);
  FIREFLY_RETURN_IF_ERROR(frame);
  const Expected<int> hop =
      samples_of("hop_ms", parameters.hop_ms, sensor.rate_hz);
  FIREFLY_RETURN_IF_ERROR(hop);
  const Expected<int> log2 = log2_points_of(parameters.fft_length, *frame);
  FIREFLY_RETURN_IF_ERROR(log2);
  return SpectrumDesign{parameters, sensor.rate_hz, *frame, *hop, *log2};
}

FeatureFormat format_of(const SpectrumDesign& design, int width) {
  FeatureFormat format;
  format.width = width;
  format.channels = 1;
  format.frame_samples = design.frame_length;
  format.hop_samples = design.hop_length;
  return format;
}

double unit_log2(const SpectrumDesign& design,
                 const features::Spectrum::Config& config) {
  const int unit = features::spectrum_unit_log2(config);
  return design.parameters.kind == SpectrumKind::kPower
             ? unit - design.log2_points
             : unit;
}

std::vector<double> window_values(WindowShape shape, bool periodic,
                                  int length) {
  const int period = periodic || length == 1 ? length : length - 1;
  const double mean = shape == WindowShape::kHamming ? 0.54 : 0.5;
  std::vector<double> values(static_cast<size_t>(length), 1.0);
  if (shape == WindowShape::kRectangular) {
    return values;
  }
  for (int i = 0; i < length; ++i) {
    values[static_cast<size_t>(i)] =
        mean - (1 - mean) * std::cos(2 * std::numbers::pi * i / period);
  }
  return values;
}

int32_t to_q15(double value) {
  return static_cast<int32_t>(
      std::clamp<int64_t>(std::llround(value * 32768), -32768, 32767));
}

int32_t twiddle(double angle) {
  const auto low = static_cast<uint32_t>(to_q15(std::cos(angle)));
  const auto high = static_cast<uint32_t>(to_q15(std::sin(angle)));
  return static_cast<int32_t>((low & 0xFFFFU) | (high << 16));
}

std::vector<int32_t> split_twiddles(int points) {
  std::vector<int32_t> table;
  for (int k = 0; k < points / 2; ++k) {
    table.push_back(twiddle(std::numbers::pi * k / points));
  }
  return table;
}

std::vector<int16_t> padded_window(const SpectrumDesign& design) {
  std::vector<int16_t> window(static_cast<size_t>(design.points()));
  const std::vector<double> values =
      window_values(design.parameters.window, design.parameters.periodic_window,
                    design.frame_length);
  std::transform(values.begin(), values.end(), window.begin(),
                 [](double x) { return static_cast<int16_t>(to_q15(x)); });
  return window;
}

}  // namespace firefly
