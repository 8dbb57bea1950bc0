// SPDX-License-Identifier: Apache-2.0
//
// From the table [events.anomaly] of a project to the detector of
// runtime/events that learns on the device what is normal.
#pragma once

#include <cstdint>
#include <variant>

#include "config/keys.h"
#include "events/reconstruction_detector.h"
#include "frontends/config_writer.h"
#include "graph/status.h"
#include "graph/tensor.h"

namespace firefly {

enum class AnomalyThreshold : uint8_t { kDeviation, kQuantile };

/// Scores are decibels of mean squared errors.
struct AnomalyParameters {
  AnomalyThreshold threshold = AnomalyThreshold::kDeviation;
  double warm_up_s = 60;
  double memory_s = 3600;      ///< Of kDeviation.
  double deviations = 4;       ///< Of kDeviation.
  double quantile = 0.99;      ///< Of kQuantile.
  double step_db = 0.05;       ///< Of kQuantile.
  double least_margin_db = 1;  ///< Above the mean or the quantile.
  double hysteresis_db = 1;
  int least_count = 3;
  double suppression_ms = 10000;
};

void declare(Keys& keys, AnomalyParameters& parameters);

/// How reconstruction_error() takes a network's input and its output. Their
/// common unit is the larger of both scales.
struct ErrorScales {
  events::ErrorScale input;
  events::ErrorScale output;
  double unit = 1;
};
[[nodiscard]] ErrorScales design_error_scales(const Tensor& input,
                                              const Tensor& output);

using DeviationDetector =
    events::ReconstructionDetector<events::DeviationThreshold>;
using QuantileDetector =
    events::ReconstructionDetector<events::QuantileThreshold>;

/// The Config of one of them, for device and host.
using AnomalyConfig = std::variant<ConfigWriter<DeviationDetector::Config>,
                                   ConfigWriter<QuantileDetector::Config>>;

/// `period_ms` is from score to score. An error names the time that is longer
/// than the detector can count.
[[nodiscard]] Expected<AnomalyConfig> design_anomaly(
    const AnomalyParameters& parameters, const ErrorScales& scales,
    double period_ms);

/// The detector as the device runs it.
class HostAnomalyDetector {
 public:
  explicit HostAnomalyDetector(AnomalyConfig config);
  HostAnomalyDetector(const HostAnomalyDetector&) = delete;
  HostAnomalyDetector& operator=(const HostAnomalyDetector&) = delete;

  /// The score of one window.
  events::Event push(events::LogScore score);
  /// What the newest score was compared with; INT32_MAX in the warm-up.
  [[nodiscard]] events::LogScore threshold() const;

  /// All that it has learnt; of use to this detector only.
  using State = std::variant<DeviationDetector, QuantileDetector>;
  [[nodiscard]] const State& state() const { return detector_; }
  void set_state(const State& state) { detector_ = state; }

 private:
  AnomalyConfig config_;
  State detector_;
};

/// The mean squared error that a score stands for.
[[nodiscard]] double real_error(events::LogScore score, double unit);

}  // namespace firefly
