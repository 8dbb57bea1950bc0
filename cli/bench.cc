// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/table.h"
#include "cli/command.h"
#include "cli/files.h"
#include "compiler/version.h"

namespace firefly {
namespace {

struct Arguments {
  std::string suite = "mlperf-tiny";
  std::vector<std::string> boards;
  int inputs = 1;
  std::filesystem::path output;
};

/// What the table is and the command that makes it again.
std::string heading(const Arguments& arguments,
                    const std::vector<std::string>& boards) {
  return fmt::format(
      "# {0}\n\nMade by firefly {1}: `firefly bench --suite {0} --board {2} "
      "--inputs {3} -o DIR`. Everything is measured on the emulated board: "
      "instructions of one inference (counted), peak stack (painted), flash "
      "of the linked image without start-up code and harness. Exact: the "
      "outputs of {3} inputs, the fixed pattern first, equal the host "
      "reference byte for byte.\n\n",
      arguments.suite, kVersion, fmt::join(boards, " --board "),
      arguments.inputs);
}

Expected<std::string> bench(const Arguments& arguments) {
  const std::vector<std::string> boards =
      arguments.boards.empty() ? std::vector<std::string>{"cortex-m4"}
                               : arguments.boards;
  for (const std::string& board : boards) {
    FIREFLY_RETURN_IF_ERROR(find_board(board));
  }
  const Expected<std::vector<SuiteModel>> models = find_suite(arguments.suite);
  FIREFLY_RETURN_IF_ERROR(models);
  const std::vector<BenchRow> rows = run_suite(
      *models, boards, arguments.inputs,
      [](const std::string& what) { fmt::print(stderr, "{}\n", what); });
  const std::string table = to_markdown(rows);
  fmt::print("{}", table);
  if (!arguments.output.empty()) {
    FIREFLY_RETURN_IF_ERROR(
        write_file(arguments.output / (arguments.suite + ".md"),
                   heading(arguments, boards) + table));
  }
  const bool exact = std::ranges::all_of(rows, [](const BenchRow& row) {
    return !row.report || *row.report->exact;
  });
  if (!exact) {
    return Error{ErrorCode::kFailed, "a board differs from the reference"};
  }
  return table;
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("bench", "The costs of a suite of models, as a table");
  auto arguments = std::make_shared<Arguments>();
  command
      ->add_option("--suite", arguments->suite,
                   "mlperf-tiny, or models: every one in the shared folder")
      ->check(CLI::IsMember({"mlperf-tiny", "models"}))
      ->capture_default_str();
  command->add_option("--board", arguments->boards,
                      "May be repeated; cortex-m4 without");
  command
      ->add_option("--inputs", arguments->inputs,
                   "Inputs a model to check for exactness")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("-o,--output", arguments->output,
                      "Directory for SUITE.md");
  command->callback([=, &exit_code] {
    const Expected<std::string> table = bench(*arguments);
    exit_code = table.ok() ? 0 : fail(table.error());
  });
}

}  // namespace firefly
