// SPDX-License-Identifier: Apache-2.0
#include "bench/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/kernel_page.h"
#include "emulator/report.h"

namespace firefly {
namespace {

constexpr const char* kMinus = "–";

std::string setting_of(const RowKey& key) {
  return key.setting.empty() ? "" : "`" + key.setting + "`";
}

std::string known(const std::optional<uint64_t>& value) {
  return value ? grouped(*value) : kMinus;
}

std::string quotient(uint64_t a, uint64_t b) {
  return b == 0 ? kMinus
                : fmt::format("{:.2f}",
                              static_cast<double>(a) / static_cast<double>(b));
}

std::string measured_row(const RowKey& key, const Report& r) {
  const Footprint& f = *r.footprint;
  const auto macs = static_cast<uint64_t>(r.macs_live);
  return fmt::format(
      "| {} | {} | {} | {} | {} | {} | {} | {} | {} = {} + {} + {} + {} + {} | "
      "{} = {} + {} + {} |\n",
      key.model, key.board, setting_of(key), *r.exact ? "yes" : "**NO**",
      grouped(macs), grouped(*r.instructions), quotient(*r.instructions, macs),
      known(r.cycles), grouped(r.ram_bytes()), r.arena_bytes, r.scratch_bytes,
      r.state_bytes, r.stack_bytes.value_or(0), r.data_bytes(),
      grouped(f.flash_bytes()), f.weights_bytes, f.code_bytes,
      f.constants_bytes);
}

bool is_default(const Figures& row) {
  return row.key.setting.empty() && row.instructions.has_value();
}

std::string speed_table(const FiguresFile& file, const Baseline& baseline) {
  std::string text = fmt::format(
      "| model | board | instructions | {0} | {0} ÷ ours | cycles (modelled) "
      "|\n|---|---|---:|---:|---:|---:|\n",
      baseline.name);
  for (const Figures& row : file.rows) {
    const BaselineModel* other = baseline.find(row.key.model);
    if (!is_default(row) || other == nullptr) {
      continue;
    }
    const auto theirs = other->instructions.find(row.key.board);
    const bool both = theirs != other->instructions.end();
    text += fmt::format(
        "| {} | {} | {} | {} | {} | {} |\n", row.key.model, row.key.board,
        grouped(*row.instructions), both ? grouped(theirs->second) : kMinus,
        both ? quotient(theirs->second, *row.instructions) : kMinus,
        known(row.cycles));
  }
  return text;
}

std::string size_table(const FiguresFile& file, const Baseline& baseline) {
  std::string text = fmt::format(
      "| model | RAM B | {0} | {0} ÷ ours | flash B | {0} | {0} ÷ ours |\n"
      "|---|---:|---:|---:|---:|---:|---:|\n",
      baseline.name);
  for (const Figures& row : file.rows) {
    const BaselineModel* other = baseline.find(row.key.model);
    if (!is_default(row) || other == nullptr || row.key.board != "cortex-m4") {
      continue;
    }
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", row.key.model,
                        grouped(*row.ram_bytes), grouped(other->ram_bytes),
                        quotient(other->ram_bytes, *row.ram_bytes),
                        grouped(*row.flash_bytes), grouped(other->flash_bytes),
                        quotient(other->flash_bytes, *row.flash_bytes));
  }
  return text;
}

std::string goal_name(const Goal& goal) {
  if (goal.figure == "cycles_percent_of_default") {
    return "cycles, % of the default's";
  }
  if (goal.figure == "flash_beside_weights_bytes") {
    return "flash beside weights, B";
  }
  if (goal.figure == "ram_bytes") {
    return "RAM B";
  }
  return goal.figure == "flash_bytes" ? "flash B" : goal.figure;
}

/// Goals come before the compiler can do everything that they ask for.
std::string verdict(const FiguresFile& file, const Goal& goal,
                    const std::optional<uint64_t>& ours) {
  if (ours) {
    return *ours <= goal.limit ? "met" : "missed";
  }
  const Figures* row = file.find(goal.key);
  if (row != nullptr && !row->reason.empty()) {
    return row->reason;
  }
  return row == nullptr ? "not measured" : "no timing model";
}

}  // namespace

std::string rows_table(const std::vector<BenchRow>& rows) {
  std::string text =
      "| model | board | setting | exact | live MACs | instructions | i/MAC | "
      "cycles (modelled) | RAM B: arena + scratch + state + stack + data | "
      "flash B: weights + code + constants |\n"
      "|---|---|---|---|---:|---:|---:|---:|---|---|\n";
  for (const BenchRow& row : rows) {
    text += row.report ? measured_row(row.key, *row.report)
                       : fmt::format("| {} | {} | {} | {} | | | | | {} | |\n",
                                     row.key.model, row.key.board,
                                     setting_of(row.key), kMinus, row.reason);
  }
  return text;
}

std::string baseline_tables(const FiguresFile& file, const Baseline& baseline) {
  const bool known_there =
      std::ranges::any_of(file.rows, [&](const Figures& row) {
        return is_default(row) && baseline.find(row.key.model) != nullptr;
      });
  if (!known_there) {
    return {};
  }
  return fmt::format("{}: {}\n\n{}\nOn the Cortex-M4:\n\n{}", baseline.name,
                     baseline.source, speed_table(file, baseline),
                     size_table(file, baseline));
}

std::string goals_table(const FiguresFile& file, const Baseline& baseline) {
  std::string text =
      "| model | board | setting | figure | goal | ours | |\n"
      "|---|---|---|---|---:|---:|---|\n";
  for (const Goal& goal : baseline.goals) {
    const std::optional<uint64_t> ours = figure_of(file, goal);
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n",
                        goal.key.model, goal.key.board, setting_of(goal.key),
                        goal_name(goal), grouped(goal.limit), known(ours),
                        verdict(file, goal, ours));
  }
  return text;
}

std::string to_markdown(const FiguresFile& file,
                        const std::vector<BenchRow>& rows, int inputs,
                        bool with_goals) {
  std::string text = fmt::format(
      "# {0}\n\nMade by `firefly bench --suite {0}` with {1}. Everything is "
      "measured on the emulated board: instructions of one inference "
      "(counted), cycles (a timing model, docs/design/timing.md), peak stack "
      "(painted), flash of the linked image without start-up code and harness. "
      "Exact: the outputs of {2} inputs, the fixed pattern first, equal the "
      "host reference byte for byte.\n\n",
      file.suite, file.made_by, inputs);
  if (with_goals) {
    text += fmt::format("## Goals\n\n{}\n", goals_table(file, baseline()));
  }
  const std::string beside = baseline_tables(file, baseline());
  if (!beside.empty()) {
    text += fmt::format("## Beside {}\n\n{}\n## All rows\n\n", baseline().name,
                        beside);
  }
  return text +
         (file.suite == "kernels" ? kernel_tables(rows) : rows_table(rows));
}

}  // namespace firefly
