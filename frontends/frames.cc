// SPDX-License-Identifier: Apache-2.0
#include "frontends/frames.h"

#include <fmt/format.h>

#include <cmath>

#include "frontends/scaled_integer.h"

namespace firefly {
namespace {

constexpr int kMaxLength = 4096;  // As moments_of() takes.

}  // namespace

void declare(Keys& keys, FrameParameters& parameters) {
  declare(keys, parameters.prefilter);
  keys.number({"frame_ms", "ms", "length of a frame"}, parameters.frame_ms, 1,
              600000);
  keys.number({"hop_ms", "ms", "from frame to frame"}, parameters.hop_ms, 1,
              600000);
}

Expected<FrameDesign> design_frames(const FrameParameters& parameters,
                                    const SensorFormat& sensor,
                                    int least_length) {
  const auto prefilter = design_prefilter(parameters.prefilter, sensor);
  FIREFLY_RETURN_IF_ERROR(prefilter);
  const double rate_khz = prefilter->rate_hz / 1000;
  const double frame = std::round(parameters.frame_ms * rate_khz);
  const double hop = std::round(parameters.hop_ms * rate_khz);
  if (frame < least_length || frame > kMaxLength) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("frame_ms = {} is {} samples at {} Hz: expected {} ... {} "
                    "samples, so {} ... {} ms; decimation makes frames of "
                    "fewer samples",
                    parameters.frame_ms, frame, prefilter->rate_hz,
                    least_length, kMaxLength,
                    std::ceil(least_length / rate_khz),
                    std::floor(kMaxLength / rate_khz))};
  }
  if (hop < 1) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("hop_ms = {} is less than a sample at {} Hz: "
                    "expected at least {:.3g} ms",
                    parameters.hop_ms, prefilter->rate_hz, 1 / rate_khz)};
  }
  return FrameDesign{*prefilter, static_cast<int>(frame),
                     static_cast<int>(hop)};
}

FeatureFormat format_of(const FrameDesign& design, int width) {
  const int decimation = design.prefilter.decimation;
  FeatureFormat format;
  format.width = width;
  format.channels = design.prefilter.channels;
  // The first sample comes through at once.
  format.frame_samples = (design.frame_length - 1) * decimation + 1;
  format.hop_samples = design.hop_length * decimation;
  return format;
}

void declare(Keys& keys, ShapeParameters& parameters) {
  keys.number({"skewness_range", "", "the skewness that becomes 1"},
              parameters.skewness_range, 1, 64);
  keys.number(
      {"kurtosis_range", "",
       "the kurtosis, in excess of a normal distribution's, that becomes 1"},
      parameters.kurtosis_range, 1, 128);
}

features::ShapeScale design_shape(const ShapeParameters& parameters) {
  // From Q8.
  const ScaledInteger skewness =
      scaled_integer(128 / parameters.skewness_range / 256, 15);
  const ScaledInteger kurtosis =
      scaled_integer(128 / parameters.kurtosis_range / 256, 15);
  return {skewness.multiplier, skewness.shift, kurtosis.multiplier,
          kurtosis.shift};
}

}  // namespace firefly
