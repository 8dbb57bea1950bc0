// SPDX-License-Identifier: Apache-2.0
//
// From the table [events.anomaly] of a project to the detector of
// runtime/events that learns on the device what is normal.
#pragma once

#include <cstdint>
#include <variant>

#include "config/keys.h"
#include "events/anomaly_detector.h"
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

using DeviationDetector = events::AnomalyDetector<events::DeviationThreshold>;
using QuantileDetector = events::AnomalyDetector<events::QuantileThreshold>;

/// The Config of one of them, for device and host.
using AnomalyConfig = std::variant<ConfigWriter<DeviationDetector::Config>,
                                   ConfigWriter<QuantileDetector::Config>>;

/// `period_ms` is from score to score. An error names the time that is longer
/// than the detector can count.
[[nodiscard]] Expected<AnomalyConfig> design_anomaly(
    const AnomalyParameters& parameters, double period_ms);

/// How reconstruction_error() takes a network's input and its output. Their
/// common unit is the larger of both scales.
struct ErrorScales {
  events::ErrorScale input;
  events::ErrorScale output;
  double unit = 1;
};
[[nodiscard]] ErrorScales design_error_scales(const Tensor& input,
                                              const Tensor& output);

/// The mean squared error that a score stands for.
[[nodiscard]] double real_error(events::LogScore score, double unit);

}  // namespace firefly
