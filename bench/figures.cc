// SPDX-License-Identifier: Apache-2.0
#include "bench/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace firefly {
namespace {

using Json = nlohmann::ordered_json;

struct NumberField {
  const char* name;
  std::optional<uint64_t> Figures::*member;
};

constexpr std::array<NumberField, 5> kNumbers = {
    NumberField{"instructions", &Figures::instructions},
    NumberField{"cycles", &Figures::cycles},
    NumberField{"ram_bytes", &Figures::ram_bytes},
    NumberField{"flash_bytes", &Figures::flash_bytes},
    NumberField{"weights_bytes", &Figures::weights_bytes}};

struct TextField {
  const char* name;
  std::string RowKey::*member;
};

constexpr std::array<TextField, 3> kKeys = {
    TextField{"model", &RowKey::model}, TextField{"board", &RowKey::board},
    TextField{"setting", &RowKey::setting}};

Json to_json(const Figures& row) {
  Json json;
  for (const TextField& field : kKeys) {
    json[field.name] = row.key.*field.member;
  }
  if (!row.reason.empty()) {
    json["reason"] = row.reason;
    return json;
  }
  for (const NumberField& field : kNumbers) {
    const std::optional<uint64_t>& value = row.*field.member;
    json[field.name] = value ? Json(*value) : Json(nullptr);
  }
  json["cycles_model"] = row.cycles_model;
  json["exact"] = row.exact;
  return json;
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>()
                                                   : std::string();
}

Figures parse_row(const Json& json) {
  Figures row;
  for (const TextField& field : kKeys) {
    row.key.*field.member = text_of(json, field.name);
  }
  for (const NumberField& field : kNumbers) {
    const auto found = json.find(field.name);
    if (found != json.end() && found->is_number_unsigned()) {
      row.*field.member = found->get<uint64_t>();
    }
  }
  row.cycles_model = text_of(json, "cycles_model");
  row.reason = text_of(json, "reason");
  row.exact = json.value("exact", false);
  return row;
}

}  // namespace

const Figures* FiguresFile::find(const RowKey& key) const {
  const auto found = std::ranges::find(rows, key, &Figures::key);
  return found == rows.end() ? nullptr : &*found;
}

Figures figures_of(const BenchRow& row) {
  Figures figures;
  figures.key = row.key;
  figures.reason = row.reason;
  if (row.report) {
    const Report& report = *row.report;
    figures.instructions = report.instructions;
    figures.cycles = report.cycles;
    if (report.cycles) {
      figures.cycles_model = cycles_model(report.board);
    }
    figures.ram_bytes = report.ram_bytes();
    figures.flash_bytes = report.footprint->flash_bytes();
    figures.weights_bytes = report.footprint->weights_bytes;
    figures.exact = *report.exact;
  }
  return figures;
}

std::string to_json(const FiguresFile& file) {
  const auto dump = [](const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  std::string text =
      fmt::format("{{\n\"suite\": {},\n\"made_by\": {},\n\"rows\": [",
                  dump(file.suite), dump(file.made_by));
  for (size_t i = 0; i < file.rows.size(); ++i) {
    text += (i == 0 ? "\n" : ",\n") + dump(to_json(file.rows[i]));
  }
  return text + "\n]\n}\n";
}

Expected<FiguresFile> parse_figures(std::string_view name,
                                    std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("rows") || !json["rows"].is_array() ||
      text_of(json, "suite").empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: expected a JSON object with a suite and "
                             "rows, as `firefly bench -o` writes it",
                             name)};
  }
  FiguresFile file;
  file.suite = text_of(json, "suite");
  file.made_by = text_of(json, "made_by");
  for (const Json& row : json["rows"]) {
    if (!row.is_object()) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: row {}: expected an object", name,
                               file.rows.size())};
    }
    file.rows.push_back(parse_row(row));
  }
  return file;
}

}  // namespace firefly
