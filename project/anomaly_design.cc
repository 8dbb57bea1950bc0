// SPDX-License-Identifier: Apache-2.0
#include "project/anomaly_design.h"

#include <algorithm>
#include <cmath>

#include "project/inference_count.h"

namespace firefly {
namespace {

using events::LogScore;

constexpr double kUnit = 1 << 15;  // Of log2.

LogScore log_score(double decibels) {
  return static_cast<LogScore>(
      std::lround(decibels / 10 * std::log2(10) * kUnit));
}

template <class Config>
void write_scales(ConfigWriter<Config>& writer, const ErrorScales& scales) {
  Config& config = writer.config();
  writer.integer(config.input.zero_point, scales.input.zero_point);
  writer.integer(config.input.multiplier, scales.input.multiplier);
  writer.integer(config.output.zero_point, scales.output.zero_point);
  writer.integer(config.output.multiplier, scales.output.multiplier);
}

template <class Config>
void write_rest(ConfigWriter<Config>& writer,
                const AnomalyParameters& parameters, int suppression) {
  auto& config = writer.config().anomaly;
  writer.integer(config.trigger.least_count, parameters.least_count);
  writer.integer(config.trigger.suppression, suppression);
  writer.integer(config.hysteresis, log_score(parameters.hysteresis_db));
}

}  // namespace

void declare(Keys& keys, AnomalyParameters& parameters) {
  keys.one_of<AnomalyThreshold>(
      {"threshold", "",
       "deviation: the mean of the scores and a number of standard "
       "deviations; quantile: a share of the scores lies below"},
      parameters.threshold,
      {{"deviation", AnomalyThreshold::kDeviation},
       {"quantile", AnomalyThreshold::kQuantile}});
  keys.number({"warm_up_s", "s", "in which it only learns"},
              parameters.warm_up_s, 0, 86400);
  keys.number({"memory_s", "s", "over which deviation forgets"},
              parameters.memory_s, 0, 8640000);
  keys.number({"deviations", "", "of deviation, above the mean"},
              parameters.deviations, 0, 100);
  keys.number({"quantile", "", "the share below"}, parameters.quantile, 0.5,
              0.9999);
  keys.number({"step_db", "dB", "by which one score moves the quantile"},
              parameters.step_db, 0.001, 3);
  keys.number({"least_margin_db", "dB",
               "from the mean or the quantile up to the threshold, at least"},
              parameters.least_margin_db, 0, 60);
  keys.number(
      {"hysteresis_db", "dB", "below the threshold, where an anomaly is over"},
      parameters.hysteresis_db, 0, 60);
  keys.integer({"least_count", "", "anomalous scores in a row"},
               parameters.least_count, 1, 10000);
  keys.number({"suppression_ms", "ms", "no event after an event"},
              parameters.suppression_ms, 0, 86400000);
}

Expected<AnomalyConfig> design_anomaly(const AnomalyParameters& parameters,
                                       const ErrorScales& scales,
                                       double period_ms) {
  const bool is_deviation =
      parameters.threshold == AnomalyThreshold::kDeviation;
  const Expected<int> warm_up =
      inferences_in("events.anomaly.warm_up_s", parameters.warm_up_s * 1000,
                    period_ms, is_deviation ? 1 << 15 : 1 << 12);
  FIREFLY_RETURN_IF_ERROR(warm_up);
  const Expected<int> suppression =
      inferences_in("events.anomaly.suppression_ms", parameters.suppression_ms,
                    period_ms, 1 << 30);
  FIREFLY_RETURN_IF_ERROR(suppression);
  const LogScore margin = log_score(parameters.least_margin_db);
  if (is_deviation) {
    const double memory =
        std::log2(std::max(parameters.memory_s * 1000 / period_ms, 1.0));
    ConfigWriter<DeviationDetector::Config> writer;
    write_scales(writer, scales);
    auto& threshold = writer.config().anomaly.threshold;
    writer.integer(threshold.warm_up, std::max(*warm_up, 2));
    writer.integer(threshold.memory_log2, static_cast<int32_t>(std::clamp(
                                              std::round(memory), 1.0, 15.0)));
    writer.integer(
        threshold.factor_q8,
        static_cast<int32_t>(std::lround(parameters.deviations * 256)));
    writer.integer(threshold.least_margin, margin);
    write_rest(writer, parameters, *suppression);
    return AnomalyConfig(std::move(writer));
  }
  ConfigWriter<QuantileDetector::Config> writer;
  write_scales(writer, scales);
  auto& threshold = writer.config().anomaly.threshold;
  writer.integer(threshold.warm_up, std::max(*warm_up, 1));
  writer.integer(threshold.step, std::max(log_score(parameters.step_db), 1));
  writer.integer(
      threshold.quantile_q15,
      static_cast<int32_t>(std::lround(parameters.quantile * kUnit)));
  writer.integer(threshold.margin, margin);
  write_rest(writer, parameters, *suppression);
  return AnomalyConfig(std::move(writer));
}

ErrorScales design_error_scales(const Tensor& input, const Tensor& output) {
  constexpr int kOne = 1 << 12;
  const auto unit =
      static_cast<double>(std::max(input.scale(), output.scale()));
  const auto scale_of = [unit](const Tensor& tensor) {
    return events::ErrorScale{
        tensor.zero_point(),
        static_cast<int32_t>(
            std::lround(kOne * static_cast<double>(tensor.scale()) / unit))};
  };
  return {scale_of(input), scale_of(output), unit};
}

HostAnomalyDetector::HostAnomalyDetector(AnomalyConfig config)
    : config_(std::move(config)) {
  if (config_.index() == 0) {
    detector_.emplace<0>().init(std::get<0>(config_).config(), nullptr);
  } else {
    detector_.emplace<1>().init(std::get<1>(config_).config(), nullptr);
  }
}

events::Event HostAnomalyDetector::push(LogScore score) {
  return std::visit([&](auto& detector) { return detector.push(score); },
                    detector_);
}

LogScore HostAnomalyDetector::threshold() const {
  return std::visit([](const auto& detector) { return detector.threshold(); },
                    detector_);
}

double real_error(LogScore score, double unit) {
  return std::exp2(score / kUnit) * unit * unit;
}

}  // namespace firefly
