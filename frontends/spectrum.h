// SPDX-License-Identifier: Apache-2.0
//
// What the front ends that begin with a spectrum have in common.
#pragma once

#include <cstddef>
#include <vector>

#include "config/keys.h"
#include "features/spectrum.h"
#include "frontends/config_writer.h"
#include "frontends/front_end.h"
#include "graph/prepare/fft_tables.h"
#include "graph/status.h"

namespace firefly {

enum class WindowShape { kHann, kHamming, kRectangular };
enum class SpectrumKind { kPower, kMagnitude };

struct SpectrumParameters {
  double frame_ms = 30;
  double hop_ms = 20;
  int fft_length = 0;  ///< 0: the least power of two that holds a frame.
  WindowShape window = WindowShape::kHann;
  /// Of period frame_length, as a spectrum wants it; else symmetric.
  bool periodic_window = true;
  double pre_emphasis = 0;
  SpectrumKind kind = SpectrumKind::kPower;
};

void declare(Keys& keys, SpectrumParameters& parameters);

/// The same in samples of a sensor.
struct SpectrumDesign {
  SpectrumParameters parameters;
  double rate_hz;
  int frame_length;
  int hop_length;
  int log2_points;

  [[nodiscard]] int points() const { return 1 << log2_points; }
  [[nodiscard]] int bins() const { return points() / 2 + 1; }
  [[nodiscard]] double hz_of(double bin) const {
    return bin * rate_hz / points();
  }
};

/// Errors name the key that does not go with the sensor.
[[nodiscard]] Expected<SpectrumDesign> design_spectrum(
    const SpectrumParameters& parameters, const SensorFormat& sensor);

/// A row of `width` values for each frame.
[[nodiscard]] FeatureFormat format_of(const SpectrumDesign& design, int width);

/// log2 of the unit of the bins, as features::spectrum_unit_log2() has it, or
/// of their squares divided by fft_length where they are powers.
[[nodiscard]] double unit_log2(const SpectrumDesign& design,
                               const features::Spectrum::Config& config);

/// `length` values in 0 … 1.
[[nodiscard]] std::vector<double> window_values(WindowShape shape,
                                                bool periodic, int length);

/// Cosine and sine of an angle in Q15, as the tables of an FFT hold them.
[[nodiscard]] int32_t twiddle(double angle);

/// π·k/points for k below points / 2.
[[nodiscard]] std::vector<int32_t> split_twiddles(int points);

template <class Config>
void write_fft(ConfigWriter<Config>& writer, features::RealFft& fft,
               int log2_points) {
  const int points = 1 << (log2_points - 1);
  writer.table(fft.twiddles, "kTwiddles", stage_twiddles(points, twiddle));
  writer.table(fft.split, "kSplitTwiddles", split_twiddles(points));
  writer.integer(fft.log2_points, log2_points);
}

[[nodiscard]] std::vector<int16_t> padded_window(const SpectrumDesign& design);
[[nodiscard]] int32_t to_q15(double value);

template <class Config>
void write_spectrum(ConfigWriter<Config>& writer,
                    features::Spectrum::Config& config,
                    const SpectrumDesign& design) {
  write_fft(writer, config.fft, design.log2_points);
  writer.table(config.window, "kWindow", padded_window(design));
  writer.integer(config.frame_length, design.frame_length);
  writer.integer(config.hop_length, design.hop_length);
  writer.integer(config.pre_emphasis, to_q15(design.parameters.pre_emphasis));
  writer.integer(config.is_magnitude,
                 design.parameters.kind == SpectrumKind::kMagnitude ? 1 : 0);
}

}  // namespace firefly
