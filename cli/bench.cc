// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "bench/baseline.h"
#include "bench/check.h"
#include "bench/cost_suite.h"
#include "bench/figures.h"
#include "bench/front_ends.h"
#include "bench/measure.h"
#include "bench/page.h"
#include "bench/setting.h"
#include "bench/tools.h"
#include "cli/command.h"
#include "compiler/version.h"
#include "formats/files.h"

namespace firefly {
namespace {

struct Arguments {
  std::string suite = "mlperf-tiny";
  std::vector<std::string> models;
  std::vector<std::string> boards;
  std::vector<std::string> settings;
  bool goals = false;
  int inputs = 1;
  std::string revision;
  std::filesystem::path output;
  std::filesystem::path committed;
  bool json = false;
};

bool wanted(const std::vector<std::string>& filter, const std::string& name) {
  return filter.empty() || std::ranges::count(filter, name) > 0;
}

void say(const std::string& what) { fmt::print(stderr, "{}\n", what); }

/// Every model on every board in every setting, then what the goals ask for.
std::vector<RowKey> rows_to_measure(const Arguments& arguments,
                                    const Suite& suite) {
  const std::vector<std::string> boards =
      arguments.boards.empty() ? std::vector<std::string>{"cortex-m4"}
                               : arguments.boards;
  const std::vector<std::string> settings = arguments.settings.empty()
                                                ? std::vector<std::string>{""}
                                                : arguments.settings;
  std::vector<RowKey> keys;
  const auto add = [&](const RowKey& key) {
    if (std::ranges::count(keys, key) == 0) {
      keys.push_back(key);
    }
  };
  for (const SuiteModel& model : suite.models) {
    if (!wanted(arguments.models, model.label)) {
      continue;
    }
    for (const std::string& setting : settings) {
      for (const std::string& board : boards) {
        add({model.label, board, setting});
      }
    }
    for (const Goal& goal : baseline().goals) {
      if (arguments.goals && goal.key.model == model.label &&
          std::ranges::count(boards, goal.key.board) > 0) {
        add(goal.key);
      }
    }
  }
  return keys;
}

std::vector<std::string> boards_of(const std::vector<RowKey>& keys) {
  std::set<std::string> boards;
  for (const RowKey& key : keys) {
    boards.insert(key.board);
  }
  return {boards.begin(), boards.end()};
}

Status write_page(const Arguments& arguments, const Suite& suite,
                  const FiguresFile& file, const std::vector<BenchRow>& rows) {
  if (arguments.output.empty()) {
    return {};
  }
  FIREFLY_RETURN_IF_ERROR(
      write_file(arguments.output / (suite.page + ".json"), to_json(file)));
  return write_file(arguments.output / (suite.page + ".md"),
                    to_markdown(file, rows, arguments.inputs, arguments.goals));
}

std::string made_by(const Arguments& arguments,
                    const std::vector<std::string>& boards) {
  return fmt::format("firefly {}{}{}, {}", kVersion,
                     arguments.revision.empty() ? "" : " at ",
                     arguments.revision, tool_versions(boards));
}

Status measure_suite(const Arguments& arguments) {
  const Expected<Suite> suite = find_suite(arguments.suite);
  FIREFLY_RETURN_IF_ERROR(suite);
  const std::vector<RowKey> keys = rows_to_measure(arguments, *suite);
  const std::vector<BenchRow> rows =
      measure_rows(*suite, keys, arguments.inputs, say);
  FiguresFile file;
  file.suite = suite->name;
  file.made_by = made_by(arguments, boards_of(keys));
  std::ranges::transform(rows, std::back_inserter(file.rows), figures_of);
  fmt::print("{}", arguments.json ? to_json(file) : rows_table(rows));
  FIREFLY_RETURN_IF_ERROR(write_page(arguments, *suite, file, rows));
  const bool exact = std::ranges::all_of(rows, [](const BenchRow& row) {
    return !row.report || *row.report->exact;
  });
  return exact
             ? Status()
             : Error{ErrorCode::kFailed, "a board differs from the reference"};
}

Status write_front_ends(const Arguments& arguments, const FiguresFile& file) {
  if (arguments.output.empty()) {
    return {};
  }
  FIREFLY_RETURN_IF_ERROR(
      write_file(arguments.output / (file.suite + ".json"), to_json(file)));
  return write_file(
      arguments.output / (file.suite + ".md"),
      fmt::format("# {0}\n\nMade by `firefly bench --suite {0}` with {1}. Of "
                  "one row, with all the samples of its hop, on the emulated "
                  "board: instructions (counted), cycles (a timing model, "
                  "docs/design/timing.md), peak stack (painted). Exact: the "
                  "rows equal the host's byte for byte.\n\n{2}",
                  file.suite, file.made_by, front_end_table(file)));
}

/// The costs of front ends instead of models.
Status measure_front_ends(const Arguments& arguments) {
  const std::vector<std::string> boards =
      arguments.boards.empty() ? std::vector<std::string>{"cortex-m4"}
                               : arguments.boards;
  FiguresFile file;
  file.suite = kFrontEndSuite;
  file.made_by = made_by(arguments, boards);
  for (const FrontEndCase& known : front_end_cases()) {
    if (!wanted(arguments.models, known.name)) {
      continue;
    }
    for (const std::string& board : boards) {
      say(fmt::format("{} on {}", known.name, board));
      file.rows.push_back(measure_front_end({known.name, board, ""}));
    }
  }
  fmt::print("{}", arguments.json ? to_json(file) : front_end_table(file));
  FIREFLY_RETURN_IF_ERROR(write_front_ends(arguments, file));
  return std::ranges::all_of(file.rows, &Figures::exact)
             ? Status()
             : Error{ErrorCode::kFailed, "a board differs from the host"};
}

/// What the compiler chooses kernels by.
Status measure_kernel_costs(const Arguments& arguments) {
  const std::vector<std::string> boards =
      arguments.boards.empty() ? cost_boards() : arguments.boards;
  const auto costs = measure_costs(boards, say);
  FIREFLY_RETURN_IF_ERROR(costs);
  fmt::print("{}", cost_table(*costs));
  return arguments.output.empty()
             ? Status()
             : write_file(arguments.output / kCostFile,
                          to_source(*costs, made_by(arguments, boards)));
}

Expected<FiguresFile> read_committed(const std::filesystem::path& path) {
  const Expected<std::vector<uint8_t>> bytes = read_file(path);
  FIREFLY_RETURN_IF_ERROR(bytes);
  return parse_figures(
      path.string(),
      {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
}

/// What measures a row of the committed file again.
Expected<std::function<Figures(const RowKey&)>> measure_for(
    const FiguresFile& committed, int inputs) {
  if (committed.suite == kFrontEndSuite) {
    return std::function(measure_front_end);
  }
  const Expected<Suite> suite = find_suite(committed.suite);
  FIREFLY_RETURN_IF_ERROR(suite);
  return std::function([suite = *suite, inputs](const RowKey& key) {
    return figures_of(measure_row(suite, key, inputs));
  });
}

/// Measures the committed rows that are wanted again.
Status check_committed(const Arguments& arguments) {
  const Expected<FiguresFile> committed = read_committed(arguments.committed);
  FIREFLY_RETURN_IF_ERROR(committed);
  std::vector<Figures> chosen;
  std::ranges::copy_if(committed->rows, std::back_inserter(chosen),
                       [&](const Figures& row) {
                         return wanted(arguments.models, row.key.model) &&
                                wanted(arguments.boards, row.key.board) &&
                                wanted(arguments.settings, row.key.setting);
                       });
  const auto measure = measure_for(*committed, arguments.inputs);
  FIREFLY_RETURN_IF_ERROR(measure);
  const Comparison comparison = check_rows(chosen, *measure, say);
  for (const std::string& line : comparison.better) {
    fmt::print("better: {}\n", line);
  }
  for (const std::string& line : comparison.worse) {
    fmt::print("WORSE: {}\n", line);
  }
  const std::string file = arguments.committed.string();
  if (!comparison.better.empty()) {
    fmt::print("{} can be refreshed: make benchmarks\n", file);
  }
  if (chosen.empty() || !comparison.worse.empty()) {
    return Error{ErrorCode::kFailed,
                 chosen.empty()
                     ? fmt::format("{}: no row is of these models, boards and "
                                   "settings",
                                   file)
                     : fmt::format("{}: {} figures got worse", file,
                                   comparison.worse.size())};
  }
  fmt::print("{} rows of {} hold\n", chosen.size(), file);
  return {};
}

Status bench(const Arguments& arguments) {
  for (const std::string& board : arguments.boards) {
    FIREFLY_RETURN_IF_ERROR(find_board(board));
  }
  for (const std::string& setting : arguments.settings) {
    FIREFLY_RETURN_IF_ERROR(parse_setting(setting));
  }
  if (!arguments.committed.empty()) {
    return check_committed(arguments);
  }
  if (arguments.suite == kCostSuite) {
    return measure_kernel_costs(arguments);
  }
  return arguments.suite == kFrontEndSuite ? measure_front_ends(arguments)
                                           : measure_suite(arguments);
}

std::vector<std::string> names_of_suites() {
  std::vector<std::string> names = suite_names();
  names.emplace_back(kFrontEndSuite);
  names.emplace_back(kCostSuite);
  return names;
}

void add_options(CLI::App& command, Arguments& arguments) {
  command
      .add_option(
          "--suite", arguments.suite,
          "mlperf-tiny; models: every one in the shared folder; "
          "examples: this repository's; kernels: one operator each; "
          "front-ends: a row of features; costs: the table that the compiler "
          "chooses kernels by")
      ->check(CLI::IsMember(names_of_suites()))
      ->capture_default_str();
  command.add_option("--model", arguments.models,
                     "Only this model or front end of the suite; may be "
                     "repeated");
  command.add_option("--board", arguments.boards,
                     "May be repeated; cortex-m4 without");
  command.add_option("--setting", arguments.settings,
                     "Options of `firefly run`, as \"--fit ram\"; may be "
                     "repeated");
  command.add_flag("--goals", arguments.goals,
                   "The settings that the goals are about, and their table");
  command
      .add_option("--inputs", arguments.inputs,
                  "Inputs a model to check for exactness")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command.add_option("--revision", arguments.revision,
                     "Of the sources, for the heading");
  command.add_option("-o,--output", arguments.output,
                     "Directory for the page, .md and .json");
  command.add_option("--check", arguments.committed,
                     "A .json page: measure its rows again and fail if any "
                     "got worse by more than 0.1 %");
  command.add_flag("--json", arguments.json, "One JSON object on stdout");
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("bench", "The costs of a suite of models, as a table");
  auto arguments = std::make_shared<Arguments>();
  add_options(*command, *arguments);
  command->callback([=, &exit_code] {
    const Status status = bench(*arguments);
    exit_code = status.ok() ? 0 : fail(status.error());
  });
}

}  // namespace firefly
