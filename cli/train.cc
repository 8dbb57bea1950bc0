// SPDX-License-Identifier: Apache-2.0
#include "project/train.h"

#include <fmt/format.h>
#include <unistd.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/command.h"

namespace firefly {
namespace {

struct Arguments {
  std::filesystem::path folder = ".";
  bool json = false;
};

std::string_view name_of(trainer::Phase phase) {
  return phase == trainer::Phase::kFloat ? "float" : "int8 ";
}

/// The same problem of many files is one line.
void show_problems(const std::vector<Problem>& problems) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> files;
  for (const Problem& problem : problems) {
    files[{problem.what, problem.advice}].push_back(problem.file);
  }
  for (const auto& [problem, names] : files) {
    const std::string others =
        names.size() > 1 ? fmt::format(" and {} more", names.size() - 1) : "";
    fmt::print(stderr, "{}{}: {}; {}\n", names.front(), others, problem.first,
               problem.second);
  }
}

void show_start(const TrainingStart& start) {
  show_problems(start.problems);
  fmt::print(stderr, "run {}{}\n\n  {:<24}{:>10}{:>12}{:>8}\n", start.id,
             start.goes_on ? ", goes on from its checkpoint" : "", "class",
             "training", "validation", "test");
  for (const ClassBalance& one : start.classes) {
    fmt::print(stderr, "  {:<24}{:>10}{:>12}{:>8}\n",
               one.name.empty() ? "(no labels)" : one.name, one.training,
               one.validation, one.test);
  }
  fmt::print(stderr, "\n  {} rows of {} x {} features, {} parameters\n\n",
             start.rows, start.features.width, start.features.channels,
             start.parameters);
}

/// A bar on a terminal; nothing anywhere else.
void show_step(const trainer::StepProgress& step) {
  if (isatty(STDERR_FILENO) == 0 || step.examples == 0) {
    return;
  }
  constexpr size_t kWidth = 30;
  const size_t done = kWidth * step.examples_done / step.examples;
  fmt::print(stderr, "\r  {} epoch {:>3}  [{:-<{}}{:>{}}]", name_of(step.phase),
             step.epoch + 1, "", done, "", kWidth - done);
  std::fflush(stderr);
}

bool show_epoch(const trainer::EpochProgress& epoch, bool is_classifier) {
  const std::string score =
      is_classifier
          ? fmt::format("accuracy {:6.2f} %", 100 * epoch.validation.accuracy)
          : fmt::format("error {:.5f}", epoch.validation.loss);
  fmt::print(stderr,
             "{}  {} epoch {:>3} of {}  loss {:.4f}  validation: loss {:.4f}, "
             "{}{}  {:.1f} s, {:.0f} s left\n",
             isatty(STDERR_FILENO) != 0 ? "\r\x1b[K" : "", name_of(epoch.phase),
             epoch.epoch + 1, epoch.epochs, epoch.training_loss,
             epoch.validation.loss, score, epoch.best ? " *" : "  ",
             epoch.seconds, epoch.seconds_left);
  return true;
}

std::string result_json(const TrainingResult& result) {
  const nlohmann::ordered_json json = {
      {"id", result.start.id},
      {"model", result.model.string()},
      {"parameters", result.start.parameters},
      {"float",
       {{"accuracy", result.float_score.accuracy},
        {"loss", result.float_score.loss}}},
      {"int8",
       {{"accuracy", result.quantized_score.accuracy},
        {"loss", result.quantized_score.loss}}}};
  return json.dump(2) + "\n";
}

int run(const Arguments& arguments) {
  const Expected<Project> project = load_project(arguments.folder);
  if (!project.ok()) {
    return fail(project.error());
  }
  const bool is_classifier = project->model.task == trainer::Task::kClassify;
  TrainingObserver observer;
  observer.on_start = show_start;
  observer.on_step = show_step;
  observer.on_epoch = [is_classifier](const trainer::EpochProgress& epoch) {
    return show_epoch(epoch, is_classifier);
  };
  observer.on_role = [](std::string_view role) {
    fmt::print(stderr, "{}\n", role);
  };
  const Expected<TrainingResult> result = train_project(*project, observer);
  if (!result.ok()) {
    return fail(result.error());
  }
  if (arguments.json) {
    fmt::print("{}", result_json(*result));
    return 0;
  }
  fmt::print("{}\n", result->model.string());
  if (is_classifier) {
    fmt::print("  validation accuracy: float {:.2f} %, int8 {:.2f} %\n",
               100 * result->float_score.accuracy,
               100 * result->quantized_score.accuracy);
  } else {
    fmt::print("  validation error: float {:.6f}, int8 {:.6f}\n",
               result->float_score.loss, result->quantized_score.loss);
  }
  fmt::print("\n  firefly eval    # on what training never saw, and on {}\n",
             project->target.board);
  return 0;
}

}  // namespace

void add_train(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "train", "Recordings to an int8 .tflite; goes on where it was stopped");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("FOLDER", arguments->folder, "The project's folder")
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "One JSON object on stdout");
  command->callback([=, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace firefly
