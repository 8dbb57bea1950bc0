// SPDX-License-Identifier: Apache-2.0
#include "bench/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bench/embedded.h"
#include "config/toml.h"

namespace firefly {
namespace {

constexpr std::array<std::string_view, 6> kFigures = {
    "instructions",
    "cycles",
    "ram_bytes",
    "flash_bytes",
    "flash_beside_weights_bytes",
    "cycles_percent_of_default"};

std::string text_of(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

uint64_t number_of(const toml::node& node) {
  return static_cast<uint64_t>(node.value_or(int64_t{0}));
}

BaselineModel parse_model(const toml::table& table) {
  BaselineModel model;
  model.model = text_of(table, "model");
  model.ram_bytes =
      static_cast<uint64_t>(table["ram_bytes"].value_or(int64_t{0}));
  model.flash_bytes =
      static_cast<uint64_t>(table["flash_bytes"].value_or(int64_t{0}));
  if (const toml::table* boards = table["instructions"].as_table()) {
    for (const auto& [board, value] : *boards) {
      model.instructions[std::string(board.str())] = number_of(value);
    }
  }
  return model;
}

/// A goal a figure of the table.
Status parse_goals(const toml::table& table, std::vector<Goal>& goals) {
  const RowKey key = {text_of(table, "model"), text_of(table, "board"),
                      text_of(table, "setting")};
  for (const auto& [name, value] : table) {
    if (name == "model" || name == "board" || name == "setting") {
      continue;
    }
    if (std::ranges::count(kFigures, name.str()) == 0) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("goal of {}: unknown figure '{}'",
                               to_string(key), name.str())};
    }
    goals.push_back({key, std::string(name.str()), number_of(value)});
  }
  return {};
}

template <class Visit>
Status for_each_table(const toml::table& file, std::string_view key,
                      Visit visit) {
  if (const toml::array* tables = file[key].as_array()) {
    for (const toml::node& node : *tables) {
      if (const toml::table* table = node.as_table()) {
        FIREFLY_RETURN_IF_ERROR(visit(*table));
      }
    }
  }
  return {};
}

}  // namespace

const BaselineModel* Baseline::find(const std::string& model) const {
  const auto found = std::ranges::find(models, model, &BaselineModel::model);
  return found == models.end() ? nullptr : &*found;
}

Expected<Baseline> parse_baseline(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("baseline.toml:{}: {}", parsed.error().source().begin.line,
                    parsed.error().description())};
  }
  const toml::table& file = parsed.table();
  Baseline result;
  result.name = text_of(file, "baseline_name");
  result.source = text_of(file, "baseline_source");
  result.kernels = text_of(file, "baseline_kernels");
  result.front_ends = text_of(file, "baseline_front_ends");
  FIREFLY_RETURN_IF_ERROR(
      for_each_table(file, "baseline", [&](const toml::table& table) {
        result.models.push_back(parse_model(table));
        return Status();
      }));
  FIREFLY_RETURN_IF_ERROR(
      for_each_table(file, "goal", [&](const toml::table& table) {
        return parse_goals(table, result.goals);
      }));
  return result;
}

const Baseline& baseline() {
  static const Baseline kBuiltIn = [] {
    Expected<Baseline> parsed = parse_baseline(bench_files()[0].text);
    FIREFLY_CHECK(parsed.ok());
    return std::move(*parsed);
  }();
  return kBuiltIn;
}

std::optional<uint64_t> figure_of(const FiguresFile& file, const Goal& goal) {
  const Figures* row = file.find(goal.key);
  if (row == nullptr || !row->instructions) {
    return std::nullopt;
  }
  if (goal.figure == "instructions") {
    return row->instructions;
  }
  if (goal.figure == "cycles") {
    return row->cycles;
  }
  if (goal.figure == "ram_bytes") {
    return row->ram_bytes;
  }
  if (goal.figure == "flash_bytes") {
    return row->flash_bytes;
  }
  if (goal.figure == "flash_beside_weights_bytes") {
    return *row->flash_bytes - *row->weights_bytes;
  }
  FIREFLY_CHECK(goal.figure == "cycles_percent_of_default");
  const Figures* normal = file.find({goal.key.model, goal.key.board, ""});
  if (normal == nullptr || !normal->cycles || !row->cycles) {
    return std::nullopt;
  }
  // Rounded up: 130.1 % is not 130 %.
  return (*row->cycles * 100 + *normal->cycles - 1) / *normal->cycles;
}

}  // namespace firefly
