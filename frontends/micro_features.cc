// SPDX-License-Identifier: Apache-2.0
#include "frontends/micro_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "frontends/spectrum.h"

namespace firefly {
namespace {

using Config = features::MicroFeatures::Config;
using Writer = ConfigWriter<Config>;

constexpr double kPi = std::numbers::pi;

/// What the original computes first of all.
struct Sizes {
  int frame_length;
  int hop_length;
  int log2_points;
  [[nodiscard]] int bins() const { return (1 << log2_points) / 2 + 1; }
  /// Of the filters' sums, to that of the spectrum.
  [[nodiscard]] int correction_bits() const { return log2_points - 6; }
};

Expected<Sizes> sizes_of(const MicroFeaturesParameters& parameters,
                         const SensorFormat& sensor) {
  FIREFLY_RETURN_IF_ERROR(check_signal(sensor));
  if (sensor.channels != 1 ||
      !(sensor.rate_hz >= 1000 && sensor.rate_hz <= 1e6) ||
      sensor.rate_hz != std::floor(sensor.rate_hz)) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("micro-frontend needs one channel at a whole rate "
                             "from 1 kHz to 1 MHz: found {} channels at {} Hz",
                             sensor.channels, sensor.rate_hz)};
  }
  const auto rate = static_cast<int>(sensor.rate_hz);
  Sizes sizes{parameters.frame_ms * rate / 1000,
              parameters.hop_ms * rate / 1000, 4};
  while ((1 << sizes.log2_points) < sizes.frame_length) {
    ++sizes.log2_points;
  }
  if (parameters.hop_ms > parameters.frame_ms) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("hop_ms = {} with frame_ms = {}: expected a hop "
                             "that is no longer than a frame",
                             parameters.hop_ms, parameters.frame_ms)};
  }
  if (sizes.log2_points > 12) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("frame_ms = {} gives frames of {} samples: "
                             "expected 4096 at most",
                             parameters.frame_ms, sizes.frame_length)};
  }
  return sizes;
}

void write_fft(Writer& writer, int log2_points) {
  FftS16Tables tables = fft_s16_tables(log2_points);
  features::FftS16& fft = writer.config().fft;
  writer.table(fft.twiddles, "kTwiddles", std::move(tables.twiddles));
  writer.table(fft.split, "kSplitTwiddles", std::move(tables.split));
  writer.integer(fft.log2_points, log2_points);
}

template <class Real>
Real half() {
  return static_cast<Real>(0.5);
}

/// A weight in 0 … 1 in Q12.
template <class Real>
int to_q12(Real value) {
  return static_cast<int>(std::floor(value * 4096 + half<Real>()));
}

template <class Real>
void write_window(Writer& writer, const Sizes& sizes) {
  const auto step = static_cast<float>(static_cast<Real>(kPi) * 2 /
                                       static_cast<Real>(sizes.frame_length));
  std::vector<int16_t> window;
  for (int i = 0; i < sizes.frame_length; ++i) {
    const auto value = static_cast<float>(
        half<Real>() -
        half<Real>() * std::cos(static_cast<Real>(step) *
                                (static_cast<Real>(i) + half<Real>())));
    window.push_back(static_cast<int16_t>(to_q12(static_cast<Real>(value))));
  }
  window.resize((window.size() + 1) / 2 * 2);
  Config& config = writer.config();
  writer.table(config.window, "kWindow", std::move(window));
  writer.integer(config.frame_length, sizes.frame_length);
  writer.integer(config.hop_length, sizes.hop_length);
}

template <class Real>
float mel_of(float hz) {
  return static_cast<float>(1127 * std::log1p(static_cast<Real>(hz) / 700));
}

/// Of the filters, and where the last one ends.
template <class Real>
std::vector<float> centres_of(const MicroFeaturesParameters& parameters) {
  const float low = mel_of<Real>(static_cast<float>(parameters.low_hz));
  const float span = mel_of<Real>(static_cast<float>(parameters.high_hz)) - low;
  const float spacing = span / static_cast<float>(parameters.channels + 1);
  std::vector<float> centres;
  for (int i = 0; i <= parameters.channels; ++i) {
    centres.push_back(low + spacing * static_cast<float>(i + 1));
  }
  return centres;
}

/// A weight of a filter in Q12.
template <class Real>
uint16_t weight_q12(Original original, Real weight) {
  return static_cast<uint16_t>(original == Original::kAudioPreprocessor
                                   ? static_cast<int>(weight * 4096)
                                   : to_q12(weight));
}

template <class Real>
Status write_bank(Writer& writer, const MicroFeaturesParameters& parameters,
                  const Sizes& sizes, double rate_hz) {
  const auto hz_per_bin =
      static_cast<float>(half<Real>() * static_cast<Real>(rate_hz) /
                         static_cast<Real>(sizes.bins() - 1));
  const std::vector<float> centres = centres_of<Real>(parameters);
  float before = mel_of<Real>(static_cast<float>(parameters.low_hz));
  // Bin 0 belongs to no filter.
  int bin = static_cast<int>(
      static_cast<Real>(1.5) +
      static_cast<Real>(static_cast<float>(parameters.low_hz) / hz_per_bin));
  std::vector<uint16_t> edges = {static_cast<uint16_t>(bin)};
  std::vector<uint16_t> weights;
  for (const float centre : centres) {
    for (; bin < sizes.bins(); ++bin) {
      const float mel = mel_of<Real>(static_cast<float>(bin) * hz_per_bin);
      if (mel > centre) {
        break;
      }
      const auto weight = static_cast<Real>((centre - mel) / (centre - before));
      weights.push_back(weight_q12(parameters.original, weight));
      weights.push_back(weight_q12(parameters.original, 1 - weight));
    }
    edges.push_back(static_cast<uint16_t>(bin));
    before = centre;
  }
  if (parameters.low_hz >= parameters.high_hz || bin >= sizes.bins()) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("low_hz = {} and high_hz = {}: expected low_hz < "
                    "high_hz, below half the sample rate, {} Hz",
                    parameters.low_hz, parameters.high_hz, rate_hz / 2)};
  }
  features::PairBank& bank = writer.config().bank;
  writer.table(bank.edges, "kEdges", std::move(edges));
  writer.table(bank.weights, "kWeights", std::move(weights));
  writer.integer(bank.filter_count, parameters.channels);
  return {};
}

int32_t to_q14(double value) {
  return static_cast<int32_t>(static_cast<float>(value) * (1 << 14));
}

void write_noise_reduction(Writer& writer,
                           const MicroFeaturesParameters& parameters) {
  features::NoiseReduction& field = writer.config().noise_reduction;
  writer.integer(field.even_smoothing, to_q14(parameters.even_smoothing));
  writer.integer(field.odd_smoothing, to_q14(parameters.odd_smoothing));
  writer.integer(field.min_signal, to_q14(parameters.min_signal));
  writer.integer(field.smoothing_bits, parameters.smoothing_bits);
}

int16_t gain_at(const MicroFeaturesParameters& parameters, int input_bits,
                uint32_t x) {
  const float signal =
      static_cast<float>(x) / static_cast<float>(uint32_t{1} << input_bits);
  const float gain =
      static_cast<float>(uint32_t{1} << parameters.pcan_gain_bits) *
      std::pow(signal + static_cast<float>(parameters.pcan_offset),
               -static_cast<float>(parameters.pcan_strength));
  return gain > 32767.0F ? int16_t{32767} : static_cast<int16_t>(gain + 0.5F);
}

/// Gains of 0 and 1, then the parabola through both ends and the middle of
/// each interval between powers of two.
std::vector<int16_t> gains_of(const MicroFeaturesParameters& parameters,
                              int input_bits) {
  const auto gain = [&](uint32_t x) {
    return gain_at(parameters, input_bits, x);
  };
  std::vector<int16_t> gains = {gain(0), gain(1)};
  for (int interval = 2; interval <= 32; ++interval) {
    const uint32_t begin = uint32_t{1} << (interval - 1);
    const uint32_t end = interval == 32 ? begin + (begin - 1) : 2 * begin;
    const int32_t first = gain(begin);
    const int32_t to_middle = gain(begin + begin / 2) - first;
    const int32_t to_end = gain(end) - first;
    const int32_t slope = 4 * to_middle - to_end;
    gains.insert(gains.end(),
                 {static_cast<int16_t>(first), static_cast<int16_t>(slope),
                  static_cast<int16_t>(to_end - slope), 0});
  }
  return gains;
}

Status write_pcan(Writer& writer, const MicroFeaturesParameters& parameters,
                  const Sizes& sizes) {
  const int input_bits = parameters.smoothing_bits - sizes.correction_bits();
  const int snr_shift =
      parameters.pcan_gain_bits - sizes.correction_bits() - 12;
  if (parameters.pcan && (input_bits < 0 || input_bits > 31 || snr_shift < 0)) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("smoothing_bits = {} and pcan_gain_bits = {} with "
                    "an FFT of {} points: expected at least {} and {}",
                    parameters.smoothing_bits, parameters.pcan_gain_bits,
                    1 << sizes.log2_points, sizes.correction_bits(),
                    sizes.correction_bits() + 12)};
  }
  features::Pcan& field = writer.config().pcan;
  writer.table(field.gains, "kGains",
               parameters.pcan ? gains_of(parameters, input_bits)
                               : std::vector<int16_t>{});
  writer.integer(field.snr_shift, parameters.pcan ? snr_shift : 0);
  return {};
}

void write_log_scale(Writer& writer, const MicroFeaturesParameters& parameters,
                     const Sizes& sizes) {
  features::LogScale& field = writer.config().log_scale;
  writer.table(field.table, "kLogarithms", natural_log_table());
  writer.integer(field.correction_bits, sizes.correction_bits());
  writer.integer(field.output_bits, parameters.log_bits);
}

}  // namespace

void declare(Keys& keys, MicroFeaturesParameters& parameters) {
  keys.one_of<Original>(
      {"original", "",
       "whose tables, which differ in their last bits: TensorFlow's "
       "micro_frontend, its version in microWakeWord and ESPHome, or "
       "micro_speech's audio_preprocessor.tflite"},
      parameters.original,
      {{"audio-preprocessor", Original::kAudioPreprocessor},
       {"microwakeword", Original::kMicroWakeWord},
       {"tensorflow", Original::kTensorFlow}});
  keys.integer({"frame_ms", "ms", "length of a frame"}, parameters.frame_ms, 1,
               1000);
  keys.integer({"hop_ms", "ms",
                "from frame to frame: 20 for micro_speech, 10 for "
                "microWakeWord"},
               parameters.hop_ms, 1, 1000);
  keys.integer({"channels", "", "filters on the mel scale"},
               parameters.channels, 1, 128);
  keys.number({"low_hz", "Hz", "where the first filter begins"},
              parameters.low_hz, 0, 1e6);
  keys.number({"high_hz", "Hz", "where the last filter ends"},
              parameters.high_hz, 1, 1e6);
  keys.integer({"smoothing_bits", "bits", "of the noise, behind the point"},
               parameters.smoothing_bits, 0, 16);
  keys.number({"even_smoothing", "",
               "part of a frame in the noise, of channels 0, 2, ..."},
              parameters.even_smoothing, 0, 1);
  keys.number({"odd_smoothing", "", "the same of channels 1, 3, ..."},
              parameters.odd_smoothing, 0, 1);
  keys.number({"min_signal", "", "part of a frame that is never subtracted"},
              parameters.min_signal, 0, 1);
  keys.flag({"pcan", "", "whether there is a gain a channel"}, parameters.pcan);
  keys.number({"pcan_strength", "", "how far the gain evens out levels"},
              parameters.pcan_strength, 0, 1);
  keys.number({"pcan_offset", "", "the level from which the gain falls"},
              parameters.pcan_offset, 0.001, 1e6);
  keys.integer({"pcan_gain_bits", "bits", "of the gain, behind the point"},
               parameters.pcan_gain_bits, 0, 30);
  keys.integer({"log_bits", "bits", "of the logarithm, behind the point"},
               parameters.log_bits, 0, 8);
}

Expected<ConfigWriter<Config>> design_micro_features(
    const MicroFeaturesParameters& parameters, const SensorFormat& sensor) {
  const Expected<Sizes> sizes = sizes_of(parameters, sensor);
  FIREFLY_RETURN_IF_ERROR(sizes);
  Writer writer;
  write_fft(writer, sizes->log2_points);
  if (parameters.original == Original::kMicroWakeWord) {
    write_window<float>(writer, *sizes);
    FIREFLY_RETURN_IF_ERROR(
        write_bank<float>(writer, parameters, *sizes, sensor.rate_hz));
  } else {
    write_window<double>(writer, *sizes);
    FIREFLY_RETURN_IF_ERROR(
        write_bank<double>(writer, parameters, *sizes, sensor.rate_hz));
  }
  write_noise_reduction(writer, parameters);
  FIREFLY_RETURN_IF_ERROR(write_pcan(writer, parameters, *sizes));
  write_log_scale(writer, parameters, *sizes);
  return writer;
}

}  // namespace firefly
