// SPDX-License-Identifier: Apache-2.0
#include "project/stream_evaluation.h"

#include <algorithm>
#include <utility>

#include "data/parallel.h"
#include "project/anomaly_streams.h"
#include "project/event_design.h"
#include "project/score_model.h"
#include "project/streams.h"
#include "project/wakes.h"

namespace firefly {
namespace {

/// What the network says of a stream, step by step.
struct Scored {
  Stream stream;
  bool has_wake = false;  ///< Begins with what wakes the network.
  std::vector<std::vector<int8_t>> scores;
  std::vector<GateStep> gate;  ///< Of each, where there is a gate.
};

/// A detection is late by what it is averaged over, at most.
double tolerance_s(const EventParameters& events) {
  return 0.25 + events.average_ms / 1000;
}

class Streams {
 public:
  Streams(const Project& project, const DataSet& data, Featurizer& featurizer)
      : project_(project), data_(data), featurizer_(featurizer) {
    const FeatureFormat& format = featurizer.format();
    step_s_ = static_cast<double>(featurizer.layout().hop_rows) *
              format.hop_samples / project.sensor.rate_hz;
    first_s_ = (static_cast<double>(featurizer.layout().rows - 1) *
                    format.hop_samples +
                format.frame_samples) /
               project.sensor.rate_hz;
  }

  /// Whether [events] goes with the classes.
  [[nodiscard]] Status check() {
    FIREFLY_RETURN_IF_ERROR(
        design_events(project_.events, data_.classes, {}, 1000 * step_s_));
    Expected<GateDesign> gate =
        GateDesign::make(project_, featurizer_, 1000 * step_s_);
    FIREFLY_RETURN_IF_ERROR(gate);
    gate_ = std::move(*gate);
    return {};
  }

  [[nodiscard]] double awake() const {
    int64_t steps = 0;
    int64_t open = 0;
    for (const Scored& scored : scored_) {
      for (const GateStep& step : scored.gate) {
        ++steps;
        open += step.is_open ? 1 : 0;
      }
    }
    return steps == 0 ? 1
                      : static_cast<double>(open) / static_cast<double>(steps);
  }

  /// Streams with a wake, and those in which it was heard.
  void count_wakes(StreamFigures& figures) const {
    for (const Scored& scored : scored_) {
      const bool is_woken =
          std::any_of(scored.gate.begin(), scored.gate.end(),
                      [](const GateStep& step) { return step.is_open; });
      figures.wakes += scored.has_wake ? 1 : 0;
      figures.woken += scored.has_wake && is_woken ? 1 : 0;
    }
  }

  Status score(const Graph& graph, std::string_view split,
               const std::vector<Signal>& wakes) {
    const Expected<HostModel> model = HostModel::prepare(graph);
    FIREFLY_RETURN_IF_ERROR(model);
    size_t next = 0;
    for (Stream& stream : streams_of(project_, data_, split)) {
      scored_.push_back({std::move(stream), false, {}, {}});
      Scored& scored = scored_.back();
      if (!wakes.empty()) {
        scored.has_wake =
            put_wake_before(project_, wakes[next % wakes.size()],
                            featurizer_.layout().samples, scored.stream);
        next += scored.has_wake ? 1 : 0;
      }
    }
    for_each_in_parallel(scored_.size(),
                         [&](size_t i) { score_one(*model, scored_[i]); });
    return {};
  }

  [[nodiscard]] OperatingPoint at(double threshold) const {
    EventParameters events = project_.events;
    events.threshold = threshold;
    events.thresholds.clear();
    events.release = std::min(events.release, threshold);
    std::vector<DetectionStream> streams;
    for (const Scored& scored : scored_) {
      detect(scored, events, streams);
    }
    OperatingPoint point =
        count_detections(streams, 0, tolerance_s(project_.events));
    point.threshold = threshold;
    return point;
  }

 private:
  void score_one(const HostModel& model, Scored& scored) const {
    const Signal& signal = scored.stream.signal;
    const std::vector<int16_t> samples =
        sensor_samples(signal, project_.sensor, 0, signal.samples());
    const std::vector<int8_t> rows = featurizer_.rows(samples);
    const auto row = static_cast<size_t>(featurizer_.format().row_size());
    const size_t hop = row * static_cast<size_t>(featurizer_.layout().hop_rows);
    scored.scores = score_windows(model, rows, featurizer_.size(), hop);
    scored.gate =
        gate_.steps(samples, featurizer_.format(), featurizer_.layout());
  }

  /// Appends what is heard of each class, for an event counts for its own.
  void detect(const Scored& scored, const EventParameters& events,
              std::vector<DetectionStream>& streams) const {
    const Stream& stream = scored.stream;
    const double seconds =
        static_cast<double>(stream.signal.samples()) / project_.sensor.rate_hz;
    DetectionStream right{seconds, {}, {}};
    DetectionStream wrong;
    for (const Interval& interval : stream.intervals) {
      if (interval.label == stream.label &&
          !project_.events.is_silent(interval.label)) {
        right.events.push_back(
            {static_cast<double>(interval.begin) / project_.sensor.rate_hz,
             static_cast<double>(interval.end) / project_.sensor.rate_hz});
      }
    }
    if (stream.intervals.empty() && !project_.events.is_silent(stream.label)) {
      right.events.push_back({0, seconds});
    }
    // The caller has made one before.
    HostEventDetector detector(
        std::move(*design_events(events, data_.classes, {}, 1000 * step_s_)));
    for (size_t i = 0; i < scored.scores.size(); ++i) {
      if (!scored.gate.empty() && !scored.gate[i].is_open) {
        detector.pause();
        continue;
      }
      const events::Event event = detector.push(scored.scores[i]);
      if (event.class_index == events::kNoClass) {
        continue;
      }
      const bool is_right =
          data_.classes[static_cast<size_t>(event.class_index)] == stream.label;
      (is_right ? right : wrong)
          .detections.push_back(
              {first_s_ + step_s_ * static_cast<double>(i), 1});
    }
    streams.push_back(std::move(right));
    streams.push_back(std::move(wrong));
  }

  const Project& project_;
  const DataSet& data_;
  Featurizer& featurizer_;
  GateDesign gate_;
  double step_s_ = 0;
  double first_s_ = 0;  ///< When the first window is complete.
  std::vector<Scored> scored_;
};

}  // namespace

Expected<StreamFigures> evaluate_streams(const Project& project,
                                         const Graph& graph,
                                         const DataSet& data,
                                         std::string_view split,
                                         const std::vector<Signal>& wakes,
                                         Featurizer& featurizer) {
  if (project.model.task == trainer::Task::kReconstruct) {
    return evaluate_anomaly_streams(project, graph, data, split, featurizer);
  }
  Streams streams(project, data, featurizer);
  FIREFLY_RETURN_IF_ERROR(streams.check());
  FIREFLY_RETURN_IF_ERROR(streams.score(graph, split, wakes));
  constexpr int kThresholds = 99;
  StreamFigures figures;
  figures.curve.resize(kThresholds);
  for_each_in_parallel(figures.curve.size(), [&](size_t i) {
    figures.curve[i] = streams.at(static_cast<double>(i + 1) / 100);
  });
  figures.current = streams.at(project.events.threshold);
  figures.chosen = choose_operating_point(
      figures.curve, project.events.false_accepts_per_hour);
  figures.awake = streams.awake();
  streams.count_wakes(figures);
  figures.hours = figures.current.hours;
  figures.events = figures.current.events;
  return figures;
}

}  // namespace firefly
