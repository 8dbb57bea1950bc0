// SPDX-License-Identifier: Apache-2.0
#include "tuning/tune.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "tuning/apply.h"

namespace firefly {
namespace {

struct Arguments : TuneOptions {
  std::filesystem::path folder = ".";
  std::string apply;
  bool json = false;
};

int apply(const Arguments& arguments) {
  const Expected<AppliedTrial> applied =
      apply_trial(arguments.folder, arguments.study, arguments.apply);
  if (!applied.ok()) {
    return fail(applied.error());
  }
  if (arguments.json) {
    fmt::print("{}", to_json(*applied));
    return 0;
  }
  fmt::print("{}", to_text(*applied));
  return 0;
}

int run(const Arguments& arguments) {
  if (!arguments.apply.empty()) {
    return apply(arguments);
  }
  TuneObserver observer;
  observer.on_start = [](const TuneReport& report) {
    fmt::print(stderr, "{}", start_text(report));
  };
  observer.on_trial = [](const TuneReport& report, const Trial& trial) {
    fmt::print(stderr, "{}", trial_text(report, trial));
  };
  const Expected<TuneReport> report =
      tune_project(arguments.folder, arguments, observer);
  if (!report.ok()) {
    return fail(report.error());
  }
  fmt::print("{}{}", arguments.json ? "" : "\n",
             arguments.json ? to_json(*report) : to_text(*report));
  return 0;
}

}  // namespace

void add_tune(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "tune",
      "Searches window, front end and network under the board's limits; goes "
      "on where it was stopped");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("FOLDER", arguments->folder, "The project's folder")
      ->capture_default_str();
  command->add_option("--study", arguments->study,
                      "A file, or postgresql://USER@HOST/DATABASE[#NAME] for "
                      "several machines; default: FOLDER/tune/study.db");
  command
      ->add_option("--trials", arguments->trials,
                   "Candidates to train, instead of tune.trials")
      ->check(CLI::Range(1, 100000));
  command
      ->add_option("-j,--jobs", arguments->jobs,
                   "Candidates at a time; more processes may join the study")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command
      ->add_option("--minutes", arguments->minutes,
                   "Stop after this time; the same command goes on")
      ->check(CLI::PositiveNumber);
  command->add_option(
      "--apply", arguments->apply,
      "Search no more: write the keys of this trial, or of the "
      "best, into firefly.toml and keep the old file beside it");
  command->add_flag("--json", arguments->json, "One JSON object on stdout");
  command->callback([=, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace firefly
