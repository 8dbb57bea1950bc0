// SPDX-License-Identifier: Apache-2.0
//
// The format: docs.edgeimpulse.com, "Data acquisition format". A map with
// protected, signature and payload; the payload has interval_ms, sensors (name,
// units) and values: an array of one number a sensor for each sample, or the
// plain numbers of a single sensor.
#include "formats/acquisition.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "formats/file_bytes.h"
#include "formats/numbers.h"

namespace firefly {
namespace {

using nlohmann::json;

json parse(std::span<const uint8_t> bytes) {
  const bool is_json = trimmed(text_of(bytes)).starts_with('{');
  // Without exceptions; what can not be parsed comes back as discarded.
  return is_json ? json::parse(bytes.begin(), bytes.end(), nullptr, false)
                 : json::from_cbor(bytes.begin(), bytes.end(), true, false,
                                   json::cbor_tag_handler_t::ignore);
}

// A member of a map, or null.
const json& member(const json& map, const char* key) {
  static const json nothing;
  const auto found = map.is_object() ? map.find(key) : map.end();
  return map.is_object() && found != map.end() ? *found : nothing;
}

bool append_sample(const json& sample, size_t channels,
                   std::vector<float>& values) {
  if (sample.is_number() && channels == 1) {
    values.push_back(static_cast<float>(sample.get<double>()));
    return true;
  }
  if (!sample.is_array() || sample.size() != channels) {
    return false;
  }
  for (const json& value : sample) {
    if (!value.is_number()) {
      return false;
    }
    values.push_back(static_cast<float>(value.get<double>()));
  }
  return true;
}

}  // namespace

Expected<Acquisition> read_acquisition(std::span<const uint8_t> bytes,
                                       const std::string& name) {
  const auto wrong = [&](const std::string& what) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: is no recording of Edge Impulse's format: {}",
                             name, what)};
  };
  const json document = parse(bytes);
  if (document.is_discarded()) {
    return wrong("it is neither JSON nor CBOR");
  }
  const json& payload = member(document, "payload");
  const json& interval = member(payload, "interval_ms");
  const json& sensors = member(payload, "sensors");
  const json& values = member(payload, "values");
  if (!interval.is_number() || !(interval.get<double>() >= 0)) {
    return wrong("expected payload.interval_ms to be a time");
  }
  if (!sensors.is_array() || sensors.empty()) {
    return wrong("expected payload.sensors to be a list");
  }
  if (!values.is_array()) {
    return wrong("expected payload.values to be a list");
  }
  Acquisition result;
  result.interval_ms = interval.get<double>();
  for (const json& sensor : sensors) {
    const json& title = member(sensor, "name");
    result.channels.push_back(title.is_string() ? title.get<std::string>()
                                                : "");
  }
  for (size_t i = 0; i < values.size(); ++i) {
    if (!append_sample(values[i], sensors.size(), result.values)) {
      return wrong(fmt::format("payload.values[{}] is not {} numbers", i,
                               sensors.size()));
    }
  }
  return result;
}

}  // namespace firefly
