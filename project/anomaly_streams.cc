// SPDX-License-Identifier: Apache-2.0
#include "project/anomaly_streams.h"

#include <fmt/format.h>

#include <algorithm>

#include "data/parallel.h"
#include "data/split.h"
#include "project/anomaly_design.h"
#include "project/score_model.h"

namespace firefly {
namespace {

using events::LogScore;
using Scores = std::vector<LogScore>;

/// What the curve is by.
double& knob_of(AnomalyParameters& parameters) {
  return parameters.threshold == AnomalyThreshold::kDeviation
             ? parameters.deviations
             : parameters.least_margin_db;
}

class Machine {
 public:
  Machine(const Project& project, Featurizer& featurizer)
      : project_(project), featurizer_(featurizer) {
    step_s_ = static_cast<double>(featurizer.layout().hop_rows) *
              featurizer.format().hop_samples / project.sensor.rate_hz;
  }

  /// Scores of all windows, at which a gate is open, of all recordings that are
  /// needed.
  Status score(const Graph& graph, const DataSet& data,
               std::string_view split) {
    const Expected<HostModel> model = HostModel::prepare(graph);
    FIREFLY_RETURN_IF_ERROR(model);
    scales_ = design_error_scales(graph.tensor(graph.inputs.front()),
                                  graph.tensor(graph.outputs.front()));
    Expected<GateDesign> gate =
        GateDesign::make(project_, featurizer_, 1000 * step_s_);
    FIREFLY_RETURN_IF_ERROR(gate);
    gate_ = std::move(*gate);
    std::vector<Scores> scores(data.recordings.size());
    std::vector<size_t> steps(scores.size());
    for_each_in_parallel(scores.size(), [&](size_t i) {
      const Recording& recording = data.recordings[i];
      if (recording.split == split || is_normal(recording)) {
        scores[i] = scores_of(*model, recording.signal, steps[i]);
      }
    });
    // The nearest to what comes first: validation, which training did not see.
    for (const std::string_view other : {kValidation, kTrain, kTest}) {
      for (size_t i = 0; i < scores.size() && other != split; ++i) {
        if (data.recordings[i].split == other &&
            is_normal(data.recordings[i])) {
          append(scores[i], before_);
        }
      }
    }
    for (size_t i = 0; i < scores.size(); ++i) {
      if (data.recordings[i].split != split) {
        continue;
      }
      if (is_normal(data.recordings[i])) {
        append(scores[i], normal_);
        normal_steps_ += steps[i];
      } else {
        anomalies_.push_back(std::move(scores[i]));
      }
    }
    return {};
  }

  /// Share of the steps of normal recordings at which a gate is open.
  [[nodiscard]] double awake() const {
    return static_cast<double>(normal_.size()) /
           static_cast<double>(normal_steps_);
  }

  [[nodiscard]] bool has_normal() const { return !normal_.empty(); }

  [[nodiscard]] Expected<OperatingPoint> at(
      const AnomalyParameters& parameters) const {
    Expected<AnomalyConfig> config =
        design_anomaly(parameters, scales_, 1000 * step_s_);
    FIREFLY_RETURN_IF_ERROR(config);
    HostAnomalyDetector detector(std::move(*config));
    const auto is_learning = [&] { return detector.threshold() == INT32_MAX; };
    for (size_t i = 0; i < before_.size() && is_learning(); ++i) {
      detector.push(before_[i]);
    }
    OperatingPoint point;
    int64_t judged = 0;
    for (const LogScore score : normal_) {
      const events::Event event = detector.push(score);
      judged += is_learning() ? 0 : 1;
      point.false_accepts += event.class_index == events::kNoClass ? 0 : 1;
    }
    const HostAnomalyDetector::State after = detector.state();
    for (const Scores& anomaly : anomalies_) {
      detector.set_state(after);
      const bool is_seen =
          std::any_of(anomaly.begin(), anomaly.end(), [&](LogScore score) {
            return detector.push(score).class_index != events::kNoClass;
          });
      point.missed += is_seen ? 0 : 1;
    }
    point.events = static_cast<int64_t>(anomalies_.size());
    // A step asleep is time as well.
    point.hours = static_cast<double>(judged) / awake() * step_s_ / 3600;
    AnomalyParameters same = parameters;
    point.threshold = knob_of(same);
    return point;
  }

 private:
  [[nodiscard]] bool is_normal(const Recording& recording) const {
    return project_.events.is_silent(recording.label);
  }

  static void append(const Scores& from, Scores& to) {
    to.insert(to.end(), from.begin(), from.end());
  }

  [[nodiscard]] Scores scores_of(const HostModel& model, const Signal& signal,
                                 size_t& steps) const {
    const std::vector<int16_t> samples =
        sensor_samples(signal, project_.sensor, 0, signal.samples());
    const std::vector<int8_t> rows = featurizer_.rows(samples);
    const std::vector<GateStep> gate =
        gate_.steps(samples, featurizer_.format(), featurizer_.layout());
    const size_t hop = static_cast<size_t>(featurizer_.format().row_size()) *
                       static_cast<size_t>(featurizer_.layout().hop_rows);
    const std::vector<std::vector<int8_t>> outputs =
        score_windows(model, rows, featurizer_.size(), hop);
    steps = outputs.size();
    Scores scores;
    for (size_t i = 0; i < outputs.size(); ++i) {
      if (gate.empty() || gate[i].is_open) {
        scores.push_back(events::reconstruction_error(
            rows.data() + i * hop, scales_.input, outputs[i].data(),
            scales_.output, static_cast<int32_t>(outputs[i].size())));
      }
    }
    return scores;
  }

  const Project& project_;
  Featurizer& featurizer_;
  GateDesign gate_;
  double step_s_ = 0;
  ErrorScales scales_;
  Scores before_;                  ///< Normal, of the other splits.
  Scores normal_;                  ///< Of the split.
  size_t normal_steps_ = 0;        ///< Asleep or awake.
  std::vector<Scores> anomalies_;  ///< By recording.
};

}  // namespace

Expected<StreamFigures> evaluate_anomaly_streams(const Project& project,
                                                 const Graph& graph,
                                                 const DataSet& data,
                                                 std::string_view split,
                                                 Featurizer& featurizer) {
  Machine machine(project, featurizer);
  FIREFLY_RETURN_IF_ERROR(machine.score(graph, data, split));
  if (!machine.has_normal()) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("events.silent = [\"{}\"] names no class that the "
                    "split '{}' has: name those that are normal",
                    fmt::join(project.events.silent, "\", \""), split)};
  }
  AnomalyParameters parameters = project.events.anomaly;
  StreamFigures figures;
  figures.knob = parameters.threshold == AnomalyThreshold::kDeviation
                     ? "events.anomaly.deviations"
                     : "events.anomaly.least_margin_db";
  const Expected<OperatingPoint> current = machine.at(parameters);
  FIREFLY_RETURN_IF_ERROR(current);
  if (current->hours == 0) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("events.anomaly.warm_up_s is {}: that takes all "
                             "normal recordings, and nothing is left to judge; "
                             "lower it, or record more",
                             parameters.warm_up_s)};
  }
  figures.current = *current;
  constexpr int kPoints = 60;
  for (int i = 1; i <= kPoints; ++i) {
    knob_of(parameters) = 0.25 * i;
    figures.curve.push_back(*machine.at(parameters));
  }
  figures.chosen = choose_operating_point(
      figures.curve, project.events.false_accepts_per_hour);
  figures.awake = machine.awake();
  figures.hours = figures.current.hours;
  figures.events = figures.current.events;
  return figures;
}

}  // namespace firefly
