// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/recording.h"
#include "graph/status.h"

namespace firefly {

/// What happened when in which file, from a file of its own: JSON, for each
/// file a list of [begin, end] or [begin, end, label]; times are dates, or
/// numbers of seconds as the file's time stamps count them. Without a label it
/// is an "anomaly".
class EventList {
 public:
  /// `name` starts every message.
  static Expected<EventList> read(std::string_view json,
                                  const std::string& name);

  /// Adds the events of `path` that touch the recording.
  void apply(const std::string& path, Recording& recording) const;

 private:
  struct Event {
    double begin_s = 0;
    double end_s = 0;
    std::string label;
  };
  std::map<std::string, std::vector<Event>> events_;
};

}  // namespace firefly
