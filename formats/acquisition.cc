// SPDX-License-Identifier: Apache-2.0
//
// The format: docs.edgeimpulse.com, "Data acquisition format". A map with
// protected, signature and payload; the payload has interval_ms, sensors (name,
// units) and values: an array of one number a sensor for each sample, or the
// plain numbers of a single sensor.
#include "formats/acquisition.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "formats/files.h"
#include "formats/numbers.h"

namespace firefly {
namespace {

using nlohmann::json;

/// Walks over CBOR before it is built: the library's reader recurses with the
/// depth of a file and throws at a length that can not be.
class PlainEnough : public nlohmann::json_sax<json> {
 public:
  explicit PlainEnough(size_t bytes) : bytes_(bytes) {}

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*s*/) override {
    return true;
  }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool key(string_t& /*value*/) override { return true; }
  bool start_object(size_t elements) override { return enter(elements); }
  bool start_array(size_t elements) override { return enter(elements); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  bool enter(size_t elements) {
    constexpr int kMaxDepth = 16;
    constexpr auto kUnknown = static_cast<size_t>(-1);
    return ++depth_ <= kMaxDepth &&
           (elements == kUnknown || elements <= bytes_);
  }
  bool leave() {
    --depth_;
    return true;
  }

  size_t bytes_;
  int depth_ = 0;
};

// Text of unknown length, of which each part is such a text: the library
// recurses there too.
bool has_nested_strings(std::span<const uint8_t> bytes) {
  constexpr size_t kMaxDepth = 64;
  size_t run = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const bool opens = bytes[i] == 0x7f || bytes[i] == 0x5f;
    const bool goes_on = opens && i > 0 && bytes[i] == bytes[i - 1];
    run = goes_on ? run + 1 : 0;
    if (run >= kMaxDepth) {
      return true;
    }
  }
  return false;
}

// What can not be parsed comes back as discarded, without exceptions.
json parse(std::span<const uint8_t> bytes) {
  if (trimmed(text_of(bytes)).starts_with('{')) {
    return json::parse(bytes.begin(), bytes.end(), nullptr, false);
  }
  PlainEnough check(bytes.size());
  const bool is_plain = !has_nested_strings(bytes) &&
                        json::sax_parse(bytes.begin(), bytes.end(), &check,
                                        json::input_format_t::cbor);
  return is_plain ? json::from_cbor(bytes.begin(), bytes.end(), true, false)
                  : json(json::value_t::discarded);
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
