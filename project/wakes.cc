// SPDX-License-Identifier: Apache-2.0
#include "project/wakes.h"

#include <fmt/format.h>

#include "project/project_data.h"
#include "project/windows.h"

namespace firefly {

Expected<std::vector<Signal>> load_wakes(const Project& project,
                                         std::string_view split) {
  std::vector<Signal> wakes;
  if (!project.cascade.is_there()) {
    return wakes;
  }
  Expected<Project> first =
      load_project(project.folder / project.cascade.first);
  FIREFLY_RETURN_IF_ERROR(first);
  const std::string file = (first->folder / kProjectFile).string();
  if (first->model.task == trainer::Task::kReconstruct) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("cascade.first: {}: learns on the device what is "
                             "normal, so no recording is known to be an event "
                             "of it; `firefly run --input` takes a recording "
                             "that is long enough to learn from",
                             file)};
  }
  Expected<DataSet> data = load_project_data(*first);
  FIREFLY_RETURN_IF_ERROR(data);
  for (Recording& recording : data->recordings) {
    if (recording.split == split && !first->events.is_silent(recording.label)) {
      wakes.push_back(std::move(recording.signal));
    }
  }
  if (wakes.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("cascade.first: {}: its split '{}' has no "
                             "recording that is an event, to wake this "
                             "project's network with; data.split and "
                             "events.silent there say which are",
                             file, split)};
  }
  return wakes;
}

bool put_wake_before(const Project& project, const Signal& wake, int64_t rest,
                     Stream& stream) {
  if (!stream.intervals.empty() || project.events.is_silent(stream.label)) {
    return false;
  }
  std::vector<float>& values = stream.signal.values;
  values.insert(values.begin(), wake.values.begin(), wake.values.end());
  const int64_t end = stream.signal.samples();
  stream.intervals = {{wake.samples(), end, stream.label}};
  stream.signal = window_of(stream.signal, project.sensor, 0, end + rest);
  return true;
}

}  // namespace firefly
