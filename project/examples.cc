// SPDX-License-Identifier: Apache-2.0
#include "project/examples.h"

#include <algorithm>
#include <cstring>

namespace firefly {

Featurizer::Featurizer(const Project& project,
                       std::unique_ptr<FrontEnd> front_end,
                       const WindowLayout& layout)
    : sensor_(project.sensor),
      design_(project.front_end.design),
      format_(front_end->format()),
      layout_(layout) {
  idle_.push_back(std::move(front_end));
}

Expected<std::unique_ptr<Featurizer>> Featurizer::create(
    const Project& project, int64_t longest_recording) {
  Expected<std::unique_ptr<FrontEnd>> front_end =
      project.front_end.design->make(project.sensor.format());
  FIREFLY_RETURN_IF_ERROR(front_end);
  const Expected<WindowLayout> layout =
      window_layout(project.sensor, project.window, (*front_end)->format(),
                    longest_recording);
  FIREFLY_RETURN_IF_ERROR(layout);
  return std::unique_ptr<Featurizer>(
      new Featurizer(project, std::move(*front_end), *layout));
}

std::unique_ptr<FrontEnd> Featurizer::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<FrontEnd> front_end = std::move(idle_.back());
      idle_.pop_back();
      return front_end;
    }
  }
  // It was made before from the same parameters.
  return std::move(*design_->make(sensor_.format()));
}

void Featurizer::give_back(std::unique_ptr<FrontEnd> front_end) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(front_end));
}

DeviceFrontEnd Featurizer::device() const { return idle_.front()->device(); }

std::vector<int8_t> Featurizer::rows(const std::vector<int16_t>& samples) {
  std::unique_ptr<FrontEnd> front_end = borrow();
  std::vector<int8_t> rows = rows_of(*front_end, sensor_.format(), samples);
  give_back(std::move(front_end));
  return rows;
}

void Featurizer::compute(const Signal& signal, int64_t begin, int8_t* rows) {
  const std::vector<int8_t> computed =
      this->rows(sensor_samples(signal, sensor_, begin, layout_.samples));
  FIREFLY_CHECK(computed.size() >= size());
  std::memcpy(rows, computed.data(), size());
}

int64_t window_samples(const Project& project, int rows) {
  const Expected<std::unique_ptr<FrontEnd>> front_end =
      project.front_end.design->make(project.sensor.format());
  if (!front_end.ok()) {
    return 0;
  }
  const FeatureFormat format = (*front_end)->format();
  return format.frame_samples +
         static_cast<int64_t>(rows - 1) * format.hop_samples;
}

int64_t longest_recording(const DataSet& data) {
  int64_t longest = 0;
  for (const Recording& recording : data.recordings) {
    longest = std::max(longest, recording.signal.samples());
  }
  return longest;
}

std::vector<Example> list_examples(const DataSet& data, std::string_view split,
                                   const WindowLayout& layout,
                                   WindowChoice choice) {
  std::vector<Example> examples;
  for (size_t i = 0; i < data.recordings.size(); ++i) {
    const Recording& recording = data.recordings[i];
    if (recording.split != split) {
      continue;
    }
    const auto label =
        std::find(data.classes.begin(), data.classes.end(), recording.label);
    const int index = label == data.classes.end()
                          ? 0
                          : static_cast<int>(label - data.classes.begin());
    for (const int64_t begin :
         window_begins(recording.signal, layout, choice)) {
      examples.push_back({i, begin, index});
    }
  }
  return examples;
}

}  // namespace firefly
