// SPDX-License-Identifier: Apache-2.0
#include "project/detector.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace firefly {
namespace {

constexpr std::string_view kAnomaly = "anomaly";

int warm_up_of(const AnomalyConfig& config) {
  return std::visit(
      [](const auto& one) {
        return static_cast<int>(one.config().anomaly.threshold.warm_up);
      },
      config);
}

Expected<ErrorScales> scales_of(const Graph& graph) {
  const Tensor& input = graph.tensor(graph.inputs.front());
  const Tensor& output = graph.tensor(graph.outputs.front());
  if (element_count(input) != element_count(output)) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("the network takes {} values and gives {}: an "
                             "anomaly detector needs one that repeats its "
                             "input",
                             element_count(input), element_count(output))};
  }
  return design_error_scales(input, output);
}

/// Pictures that come at no known rate are judged one by one.
EventParameters countable_events(EventParameters events, double period_ms) {
  if (period_ms == 0) {
    events.average_ms = 0;
    events.suppression_ms = 0;
  }
  return events;
}

}  // namespace

DeviceDetector device_detector(const EventConfig& config) {
  return {"events/event_detector.h",
          "firefly::events::EventDetector",
          config.tables(),
          config.initializer(),
          events::EventDetector::memory_bytes(config.config()),
          0};
}

DeviceDetector device_detector(const AnomalyConfig& config) {
  return {"events/reconstruction_detector.h",
          fmt::format("firefly::events::ReconstructionDetector<firefly::events:"
                      ":{}Threshold>",
                      config.index() == 0 ? "Deviation" : "Quantile"),
          {},
          std::visit([](const auto& one) { return one.initializer(); }, config),
          1,
          warm_up_of(config)};
}

DetectorDesign::DetectorDesign(DeviceDetector device,
                               std::vector<std::string> names,
                               const ErrorScales& scales, Host host)
    : device_(std::move(device)),
      names_(std::move(names)),
      scales_(scales),
      host_(std::move(host)) {}

Expected<DetectorDesign> DetectorDesign::make(
    const Project& project, const Graph& graph,
    const std::vector<std::string>& classes, double period_ms) {
  if (project.model.task == trainer::Task::kClassify) {
    Expected<EventConfig> config =
        design_events(countable_events(project.events, period_ms), classes, {},
                      std::max(period_ms, 1.0));
    FIREFLY_RETURN_IF_ERROR(config);
    DeviceDetector device = device_detector(*config);
    return DetectorDesign(
        std::move(device), classes, {},
        std::make_unique<HostEventDetector>(std::move(*config)));
  }
  if (period_ms == 0) {
    return Error{ErrorCode::kInvalidData,
                 "window.inference_ms is 0: an anomaly detector counts time, "
                 "so it needs to know how often a picture comes"};
  }
  const Expected<ErrorScales> scales = scales_of(graph);
  FIREFLY_RETURN_IF_ERROR(scales);
  Expected<AnomalyConfig> config =
      design_anomaly(project.events.anomaly, *scales, period_ms);
  FIREFLY_RETURN_IF_ERROR(config);
  DeviceDetector device = device_detector(*config);
  return DetectorDesign(
      std::move(device), {std::string(kAnomaly)}, *scales,
      std::make_unique<HostAnomalyDetector>(std::move(*config)));
}

double DetectorDesign::real(int32_t score) const {
  return host_.index() == 0 ? real_score(score, {})
                            : 10 * std::log10(real_error(score, scales_.unit));
}

std::optional<double> DetectorDesign::real_threshold(int32_t threshold) const {
  return host_.index() == 0 || threshold == INT32_MAX
             ? std::nullopt
             : std::optional(real(threshold));
}

void DetectorDesign::pause() {
  if (host_.index() == 0) {
    std::get<0>(host_)->pause();
  }
}

DetectorDesign::Decision DetectorDesign::push(
    const int8_t* input, const std::vector<int8_t>& output) {
  if (host_.index() == 0) {
    return {std::get<0>(host_)->push(output), 0};
  }
  HostAnomalyDetector& detector = *std::get<1>(host_);
  const events::LogScore score = events::reconstruction_error(
      input, scales_.input, output.data(), scales_.output,
      static_cast<int32_t>(output.size()));
  const events::Event event = detector.push(score);
  return {event, detector.threshold()};
}

}  // namespace firefly
