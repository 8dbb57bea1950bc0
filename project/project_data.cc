// SPDX-License-Identifier: Apache-2.0
#include "project/project_data.h"

#include <algorithm>
#include <iterator>

#include "data/load.h"
#include "data/split.h"
#include "data/synthesis/keywords.h"
#include "data/take_validation.h"

namespace firefly {
namespace {

template <class T>
void append(std::vector<T> from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()),
            std::make_move_iterator(from.end()));
}

void set_split(std::string_view split, DataSet& data) {
  for (Recording& recording : data.recordings) {
    recording.split = split;
  }
}

/// Classes of both; an order that the user gave stays.
void join_classes(const Project& project, const DataSet& other, DataSet& data) {
  for (const std::string& name : other.classes) {
    if (std::find(data.classes.begin(), data.classes.end(), name) ==
        data.classes.end()) {
      data.classes.push_back(name);
    }
  }
  if (project.data.classes.empty()) {
    std::sort(data.classes.begin(), data.classes.end());
  }
}

Expected<DataSet> load_all(const Project& project) {
  const SensorFormat sensor = project.sensor.format();
  const SynthesisParameters& synthesis = project.synthesis;
  if (synthesis.keywords.empty()) {
    return load_data(project.data, sensor, project.folder);
  }
  Expected<DataSet> synthetic = synthesise_keywords(synthesis, sensor);
  FIREFLY_RETURN_IF_ERROR(synthetic);
  SplitParameters split = project.data.split;
  if (project.data.path.empty()) {
    FIREFLY_RETURN_IF_ERROR(make_splits(split, *synthetic));
    return synthetic;
  }
  Expected<DataSet> data = load_data(project.data, sensor, project.folder);
  FIREFLY_RETURN_IF_ERROR(data);
  if (synthesis.alone) {
    split.rule = SplitRule::kAuto;
    split.test_percent = 0;
    split.hold_out.clear();
    FIREFLY_RETURN_IF_ERROR(make_splits(split, *synthetic));
    set_split(kTest, *data);
  } else {
    set_split(kTrain, *synthetic);
  }
  join_classes(project, *synthetic, *data);
  append(std::move(synthetic->recordings), data->recordings);
  append(std::move(synthetic->noise), data->noise);
  append(std::move(synthetic->problems), data->problems);
  return data;
}

}  // namespace

Expected<DataSet> load_project_data(const Project& project) {
  Expected<DataSet> data = load_all(project);
  FIREFLY_RETURN_IF_ERROR(data);
  take_validation(project.data.split, *data);
  return data;
}

}  // namespace firefly
