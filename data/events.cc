// SPDX-License-Identifier: Apache-2.0
#include "data/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "formats/numbers.h"

namespace firefly {
namespace {

using nlohmann::json;

std::optional<double> time_of(const json& value) {
  if (value.is_string()) {
    return parse_date(value.get_ref<const std::string&>());
  }
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

}  // namespace

Expected<EventList> EventList::read(std::string_view text,
                                    const std::string& name) {
  const auto wrong = [&](const std::string& what) {
    return Error{ErrorCode::kInvalidData, fmt::format("{}: {}", name, what)};
  };
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object()) {
    return wrong("expected JSON: for each file a list of events");
  }
  EventList list;
  for (const auto& [file, events] : document.items()) {
    if (!events.is_array()) {
      return wrong(fmt::format("'{}': expected a list of events", file));
    }
    for (const json& event : events) {
      const bool is_pair =
          event.is_array() && (event.size() == 2 || event.size() == 3);
      const auto begin = is_pair ? time_of(event[0]) : std::nullopt;
      const auto end = is_pair ? time_of(event[1]) : std::nullopt;
      const bool has_label = is_pair && event.size() == 3;
      if (!begin || !end || !(*end >= *begin) ||
          (has_label && !event[2].is_string())) {
        return wrong(fmt::format(
            "'{}': expected [begin, end] or [begin, end, label], found {}",
            file, event.dump(-1, ' ', true, json::error_handler_t::replace)));
      }
      list.events_[file].push_back(
          {*begin, *end, has_label ? event[2].get<std::string>() : "anomaly"});
    }
  }
  return list;
}

void EventList::apply(const std::string& path, Recording& recording) const {
  const auto found = events_.find(path);
  if (found == events_.end() || recording.signal.rate_hz <= 0) {
    return;
  }
  const auto samples = static_cast<double>(recording.signal.samples());
  const auto sample_at = [&](double time) {
    const double at = (time - recording.begin_s) * recording.signal.rate_hz;
    return std::llround(std::clamp(at, 0.0, samples));
  };
  for (const Event& event : found->second) {
    const int64_t begin = sample_at(event.begin_s);
    const int64_t end = sample_at(event.end_s);
    if (end > begin) {
      recording.intervals.push_back({begin, end, event.label});
    }
  }
}

}  // namespace firefly
