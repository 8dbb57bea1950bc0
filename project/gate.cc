// SPDX-License-Identifier: Apache-2.0
#include "project/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "project/first_network.h"
#include "project/inference_count.h"
#include "project/parameters.h"

namespace firefly {
namespace {

constexpr double kUnit = 1 << 15;       // Of log2.
constexpr double kFullScaleLog2 = 30;   // Of the square of int16's.
constexpr double kLeastLevelDb = -150;  // Silence has no logarithm.
const double kLog2OfDecibel = std::log2(10) / 10;

}  // namespace

void declare(Keys& keys, GateParameters& parameters) {
  keys.one_of({"kind", "",
               "activity: the network sleeps while the samples hardly change"},
              parameters.kind,
              {{"none", GateKind::kNone}, {"activity", GateKind::kActivity}});
  const bool is_there = parameters.kind != GateKind::kNone;
  constexpr std::string_view kGate = "gate.kind = \"activity\"";
  keys.number_if(is_there, kGate,
                 {"level_db", "dB",
                  "of full scale: mean change from sample to sample from which "
                  "on it runs; `firefly run` shows what there is"},
                 parameters.level_db, kLeastLevelDb, 6);
  keys.number_if(is_there, kGate,
                 {"hold_ms", "ms", "that it goes on after the last activity"},
                 parameters.hold_ms, 0, 86400000);
}

Expected<GateDesign> GateDesign::make(const Project& project,
                                      const Featurizer& featurizer,
                                      double period_ms) {
  if (!project.cascade.is_there()) {
    return make(project.gate, project.sensor, period_ms);
  }
  Expected<std::shared_ptr<FirstNetwork>> first =
      load_first_network(project, featurizer, period_ms);
  FIREFLY_RETURN_IF_ERROR(first);
  return make(std::move(*first), project.cascade, featurizer.layout(),
              featurizer.format(), period_ms);
}

Expected<GateDesign> GateDesign::make(std::shared_ptr<const FirstNetwork> first,
                                      const CascadeParameters& parameters,
                                      const WindowLayout& layout,
                                      const FeatureFormat& format,
                                      double period_ms) {
  if (period_ms == 0 && parameters.awake_ms > 0) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("window.inference_ms is 0, so nobody knows how "
                             "many pictures cascade.awake_ms = {} are: give "
                             "the time from picture to picture, or "
                             "cascade.awake_ms = 0",
                             parameters.awake_ms)};
  }
  const Expected<int> hold =
      inferences_in("cascade.awake_ms", parameters.awake_ms,
                    std::max(period_ms, 1.0), 1 << 30);
  FIREFLY_RETURN_IF_ERROR(hold);
  const int64_t window = window_end(format, layout, 0);
  const int64_t step = window_end(format, layout, 1) - window;
  const int64_t whole_window = (window + step - 1) / step;
  GateDesign design;
  design.first_ = std::move(first);
  design.timer_ = {parameters.window == CascadeWindow::kKept
                       ? 0
                       : static_cast<int32_t>(whole_window),
                   *hold};
  design.device_.header = "firefly/network_gate.h";
  design.device_.config =
      fmt::format("{{{}, {}}}", design.timer_.delay, design.timer_.hold);
  return design;
}

Expected<GateDesign> GateDesign::make(const GateParameters& parameters,
                                      const SensorParameters& sensor,
                                      double period_ms) {
  GateDesign design;
  if (parameters.kind == GateKind::kNone) {
    return design;
  }
  if (sensor.kind == SensorKind::kCamera) {
    return Error{ErrorCode::kInvalidData,
                 "gate.kind is \"activity\": a camera's pixels are no samples "
                 "over time; expected \"none\""};
  }
  const Expected<int> hold =
      inferences_in("gate.hold_ms", parameters.hold_ms, period_ms, 1 << 30);
  FIREFLY_RETURN_IF_ERROR(hold);
  const double threshold =
      (parameters.level_db * kLog2OfDecibel + kFullScaleLog2) * kUnit;
  design.config_ = {sensor.channels,
                    {static_cast<int32_t>(std::lround(threshold)), *hold}};
  design.device_ = {
      "events/activity_gate.h", "firefly::events::ActivityGate",
      fmt::format("{{{}, {{{}, {}}}}}", design.config_.channels,
                  design.config_.gate.threshold, design.config_.gate.hold),
      events::ActivityGate::memory_bytes(design.config_)};
  return design;
}

std::vector<GateStep> GateDesign::steps(const std::vector<int16_t>& samples,
                                        const FeatureFormat& format,
                                        const WindowLayout& layout) const {
  std::vector<GateStep> steps;
  if (!is_there()) {
    return steps;
  }
  if (first_ != nullptr) {
    return steps_of_first(samples, format, layout);
  }
  std::vector<int16_t> before(static_cast<size_t>(config_.channels));
  events::ActivityGate gate;
  gate.init(config_, before.data());
  const auto count = static_cast<int64_t>(samples.size()) / config_.channels;
  int64_t begin = 0;
  int64_t end = window_end(format, layout, 0);
  while (end <= count) {
    gate.watch(samples.data() + begin * config_.channels,
               static_cast<int32_t>(end - begin));
    const bool is_open = gate.step();
    steps.push_back({is_open, gate.level()});
    begin = end;
    end = window_end(format, layout, static_cast<int64_t>(steps.size()));
  }
  return steps;
}

std::vector<GateStep> GateDesign::steps_of_first(
    const std::vector<int16_t>& samples, const FeatureFormat& format,
    const WindowLayout& layout) const {
  const std::vector<FirstInference> heard = first_->hear(samples);
  const auto channels = static_cast<int64_t>(first_->project().sensor.channels);
  const auto count = static_cast<int64_t>(samples.size()) / channels;
  events::WakeTimer timer;
  timer.init(timer_);
  std::vector<GateStep> steps;
  size_t next = 0;
  int32_t level = 0;
  for (int64_t end = window_end(format, layout, 0); end <= count;
       end = window_end(format, layout, static_cast<int64_t>(steps.size()))) {
    bool has_fired = false;
    for (; next < heard.size() && heard[next].end <= end; ++next) {
      has_fired = has_fired || heard[next].is_event;
      level = heard[next].score;
    }
    steps.push_back({timer.push(has_fired), level});
  }
  return steps;
}

double GateDesign::level_db(events::LogScore level) {
  return std::max(kLeastLevelDb,
                  (level / kUnit - kFullScaleLog2) / kLog2OfDecibel);
}

}  // namespace firefly
