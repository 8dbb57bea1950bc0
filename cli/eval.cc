// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/command.h"
#include "formats/files.h"
#include "project/evaluate.h"

namespace firefly {
namespace {

struct Arguments : EvaluationOptions {
  std::filesystem::path folder = ".";
  std::filesystem::path output;
  bool no_board = false;
  bool json = false;
};

Status write_reports(const Arguments& arguments, const Evaluation& evaluation) {
  const std::filesystem::path folder =
      arguments.output.empty() ? arguments.folder / "eval" : arguments.output;
  FIREFLY_RETURN_IF_ERROR(
      write_file(folder / "eval.json", to_json(evaluation)));
  return write_file(folder / "eval.html", to_html(evaluation));
}

int run(Arguments arguments) {
  const Expected<Project> project = load_project(arguments.folder);
  if (!project.ok()) {
    return fail(project.error());
  }
  arguments.on_board = !arguments.no_board;
  const Expected<Evaluation> evaluation = evaluate_project(*project, arguments);
  if (!evaluation.ok()) {
    return fail(evaluation.error());
  }
  const Status written = write_reports(arguments, *evaluation);
  if (!written.ok()) {
    return fail(written.error());
  }
  fmt::print("{}",
             arguments.json ? to_json(*evaluation) : to_text(*evaluation));
  return evaluation->cost && !evaluation->cost->exact ? 1 : 0;
}

}  // namespace

void add_eval(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "eval", "How good a project's model is, and what it costs on its board");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("FOLDER", arguments->folder, "The project's folder")
      ->capture_default_str();
  command->add_option("--model", arguments->model,
                      "Another .tflite than the project's model.tflite");
  command->add_option("--split", arguments->split, "train, validation or test")
      ->check(CLI::IsMember({"train", "validation", "test"}))
      ->capture_default_str();
  command->add_option(
      "-o,--output", arguments->output,
      "Folder of eval.json and eval.html; default: FOLDER/eval");
  command->add_flag("--stream", arguments->stream,
                    "Also take the recordings as streams: events missed, "
                    "false accepts an hour");
  command->add_flag("--no-board", arguments->no_board,
                    "Do not run it on the emulated board");
  command->add_flag("--json", arguments->json, "One JSON object on stdout");
  command->callback([=, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace firefly
