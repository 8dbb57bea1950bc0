// SPDX-License-Identifier: Apache-2.0
#include "project/first_network.h"

#include <fmt/format.h>

#include <algorithm>

#include "project/detector.h"
#include "project/score_model.h"

namespace firefly {
namespace {

Error refused(const Project& first, const std::string& what) {
  return Error{ErrorCode::kInvalidData,
               fmt::format("cascade.first: {}: {}",
                           (first.folder / kProjectFile).string(), what)};
}

std::string text_of(const SensorParameters& sensor) {
  return sensor.kind == SensorKind::kCamera
             ? fmt::format("a camera of {} x {} pixels, {} channels",
                           sensor.width, sensor.height, sensor.channels)
             : fmt::format("{} channels at {} Hz, full scale {}",
                           sensor.channels, sensor.rate_hz, sensor.full_scale);
}

bool is_camera(const Project& project) {
  return project.sensor.kind == SensorKind::kCamera;
}

/// Both hear the same samples.
Status check(const Project& first, const Project& second, bool shares_rows) {
  const std::string ours = text_of(second.sensor);
  const std::string theirs = text_of(first.sensor);
  if (ours != theirs) {
    return refused(
        first, fmt::format("its sensor has {}, but that of this project has "
                           "{}: a cascade has one sensor; make [sensor] equal, "
                           "and train again what changed",
                           theirs, ours));
  }
  if (is_camera(first) && !shares_rows) {
    return refused(
        first,
        "its [front_end] makes other pictures than this project's: both "
        "networks of a cascade take the same picture; make [front_end] equal, "
        "and train again what changed");
  }
  if (first.gate.kind != GateKind::kNone || first.cascade.is_there()) {
    return refused(
        first, fmt::format("it has a [{}] of its own, but the first network "
                           "of a cascade runs all the time: remove the table",
                           first.cascade.is_there() ? "cascade" : "gate"));
  }
  return {};
}

bool equals(const DeviceFrontEnd& a, const DeviceFrontEnd& b) {
  const auto is_same = [](const DeviceTable& one, const DeviceTable& other) {
    return one.name == other.name && one.type == other.type &&
           one.values == other.values;
  };
  return a.type == b.type && a.sample_type == b.sample_type &&
         a.config == b.config &&
         std::equal(a.tables.begin(), a.tables.end(), b.tables.begin(),
                    b.tables.end(), is_same);
}

}  // namespace

Expected<std::shared_ptr<FirstNetwork>> FirstNetwork::make(
    Project project, ProjectModel model, const Project& second,
    const Featurizer& second_featurizer, double second_period_ms) {
  const bool shares_rows =
      equals(model.featurizer->device(), second_featurizer.device());
  FIREFLY_RETURN_IF_ERROR(check(project, second, shares_rows));
  const double period_ms = is_camera(project)
                               ? second_period_ms
                               : 1000.0 * model.featurizer->layout().hop_rows *
                                     model.featurizer->format().hop_samples /
                                     project.sensor.rate_hz;
  const Expected<DetectorDesign> detector =
      DetectorDesign::make(project, model.graph, model.classes, period_ms);
  if (!detector.ok()) {
    return refused(project, detector.error().message);
  }
  Expected<HostModel> host = HostModel::prepare(std::move(model.graph));
  FIREFLY_RETURN_IF_ERROR(host);
  std::shared_ptr<FirstNetwork> first(
      new FirstNetwork(std::move(project), std::move(model.featurizer),
                       std::move(model.classes), std::move(*host)));
  first->period_ms_ = period_ms;
  first->shares_rows_ = shares_rows;
  return first;
}

std::vector<FirstInference> FirstNetwork::hear(
    const std::vector<int16_t>& samples) const {
  const FeatureFormat& format = featurizer_->format();
  const WindowLayout& layout = featurizer_->layout();
  const std::vector<int8_t> rows = featurizer_->rows(samples);
  const size_t hop = static_cast<size_t>(format.row_size()) *
                     static_cast<size_t>(layout.hop_rows);
  // make() has made one before.
  DetectorDesign detector =
      std::move(*DetectorDesign::make(project_, graph(), classes_, period_ms_));
  std::vector<FirstInference> inferences;
  for (const std::vector<int8_t>& scores :
       score_windows(host_, rows, featurizer_->size(), hop)) {
    const auto index = static_cast<int64_t>(inferences.size());
    const events::Event event =
        detector.push(rows.data() + static_cast<size_t>(index) * hop, scores)
            .event;
    inferences.push_back({window_end(format, layout, index), event.score,
                          event.class_index != events::kNoClass});
  }
  return inferences;
}

Expected<std::shared_ptr<FirstNetwork>> load_first_network(
    const Project& second, const Featurizer& second_featurizer,
    double second_period_ms) {
  const std::filesystem::path folder = second.folder / second.cascade.first;
  Expected<Project> project = load_project(folder);
  if (!project.ok()) {
    return Error{project.error().code,
                 fmt::format("cascade.first: expected the folder of a trained "
                             "project: {}",
                             project.error().message)};
  }
  Expected<ProjectModel> model = load_project_model(*project);
  if (!model.ok()) {
    return Error{model.error().code,
                 fmt::format("cascade.first: {}", model.error().message)};
  }
  return FirstNetwork::make(std::move(*project), std::move(*model), second,
                            second_featurizer, second_period_ms);
}

}  // namespace firefly
