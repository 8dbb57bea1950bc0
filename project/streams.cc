// SPDX-License-Identifier: Apache-2.0
#include "project/streams.h"

#include <optional>
#include <utility>

namespace firefly {
namespace {

/// Long beside a window, short enough to share out among cores.
constexpr double kJoinedSeconds = 60;

bool is_background(const Project& project, const Recording& recording) {
  return project.sensor.kind == SensorKind::kMicrophone &&
         recording.intervals.empty() &&
         project.events.is_silent(recording.label);
}

}  // namespace

std::vector<Stream> streams_of(const Project& project, const DataSet& data,
                               std::string_view split) {
  std::vector<Stream> streams;
  std::optional<Stream> joined;
  for (const Recording& recording : data.recordings) {
    if (recording.split != split) {
      continue;
    }
    if (!is_background(project, recording)) {
      streams.push_back(
          {recording.signal, recording.label, recording.intervals});
      continue;
    }
    if (!joined) {
      joined = Stream{recording.signal, recording.label, {}};
    } else {
      std::vector<float>& values = joined->signal.values;
      values.insert(values.end(), recording.signal.values.begin(),
                    recording.signal.values.end());
    }
    if (static_cast<double>(joined->signal.samples()) >=
        kJoinedSeconds * project.sensor.rate_hz) {
      streams.push_back(*std::exchange(joined, std::nullopt));
    }
  }
  if (joined) {
    streams.push_back(std::move(*joined));
  }
  return streams;
}

}  // namespace firefly
