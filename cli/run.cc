// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/project_here.h"
#include "cli/read_input.h"
#include "emulator/deploy.h"
#include "formats/files.h"
#include "project/run_project.h"

namespace firefly {
namespace {

struct Arguments : CompileArguments {
  std::vector<std::filesystem::path> inputs;
  uint32_t seed = 0;
  std::filesystem::path output;
  bool profile = false;
  bool trade = false;
  bool json = false;
};

Expected<std::vector<Bytes>> read_inputs(const Arguments& arguments,
                                         const Graph& graph) {
  std::vector<Bytes> inputs;
  for (const std::filesystem::path& path : arguments.inputs) {
    Expected<Bytes> input = read_input(graph, path);
    FIREFLY_RETURN_IF_ERROR(input);
    inputs.push_back(std::move(*input));
  }
  if (inputs.empty()) {
    inputs.push_back(pattern_input(graph, arguments.seed));
  }
  return inputs;
}

Status write_results(const Arguments& arguments, const Target& target,
                     const std::vector<Bytes>& outputs, Report& report) {
  if (arguments.output.empty()) {
    return {};
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    report.outputs.push_back(fmt::format("output_{}.bin", i));
    FIREFLY_RETURN_IF_ERROR(write_file(arguments.output / report.outputs.back(),
                                       std::span<const uint8_t>(outputs[i])));
  }
  FIREFLY_RETURN_IF_ERROR(
      write_file(arguments.output / "report.json", to_json(report)));
  return write_file(arguments.output / "report.html",
                    to_html(report, target.model));
}

Expected<Report> run_model(const Arguments& arguments) {
  const Expected<Target> target = prepare_target(arguments);
  FIREFLY_RETURN_IF_ERROR(target);
  const Graph& graph = target->model.source;
  const Expected<std::vector<Bytes>> inputs = read_inputs(arguments, graph);
  FIREFLY_RETURN_IF_ERROR(inputs);
  RunOptions options;
  options.profile = arguments.profile;
  const Expected<Deployment> deployment =
      deploy(target->model, target->board, *inputs, options);
  FIREFLY_RETURN_IF_ERROR(deployment);
  Report report = make_report(target->model, target->board,
                              arguments.model.filename().string());
  report.footprint = deployment->footprint;
  add_run(report, deployment->run);
  const std::vector<Bytes> outputs = outputs_of(deployment->run);
  report.exact = outputs == reference_outputs(graph, *inputs);
  FIREFLY_RETURN_IF_ERROR(check_measured_fit(report.model, report.ram_bytes(),
                                             report.footprint->flash_bytes(),
                                             target->board, arguments.limits));
  if (arguments.trade) {
    Expected<std::vector<TradePoint>> trade =
        measure_trade(graph, target->options, target->board);
    FIREFLY_RETURN_IF_ERROR(trade);
    report.trade = std::move(*trade);
  }
  FIREFLY_RETURN_IF_ERROR(write_results(arguments, *target, outputs, report));
  return report;
}

/// The scores of all inferences of each file, and the report.
Status write_scores(const Arguments& arguments, const ProjectRun& run) {
  if (arguments.output.empty()) {
    return {};
  }
  for (size_t i = 0; i < run.files.size(); ++i) {
    std::vector<uint8_t> bytes;
    for (const BoardInference& inference : run.files[i].inferences) {
      bytes.insert(bytes.end(), inference.scores.begin(),
                   inference.scores.end());
    }
    FIREFLY_RETURN_IF_ERROR(
        write_file(arguments.output / fmt::format("output_{}.bin", i),
                   std::span<const uint8_t>(bytes)));
  }
  return write_file(arguments.output / "report.json", to_json(run));
}

/// In a project's folder: its whole pipeline, from files to events.
int run_here(const Arguments& arguments) {
  const Expected<Project> project = project_here(arguments);
  if (!project.ok()) {
    return fail(project.error());
  }
  if (arguments.inputs.empty()) {
    return fail({ErrorCode::kUsage,
                 "run: a project runs on files: --input FILE (.wav, .csv, "
                 ".png …); `firefly eval` takes those of its data"});
  }
  const Expected<ProjectRun> result = run_project(*project, arguments.inputs);
  if (!result.ok()) {
    return fail(result.error());
  }
  const Status written = write_scores(arguments, *result);
  if (!written.ok()) {
    return fail(written.error());
  }
  fmt::print("{}", arguments.json ? to_json(*result) : to_text(*result));
  return result->cost.exact ? 0 : 1;
}

int run(const Arguments& arguments) {
  if (arguments.model.empty()) {
    return run_here(arguments);
  }
  const Expected<Report> report = run_model(arguments);
  if (!report.ok()) {
    return fail(report.error());
  }
  fmt::print("{}", arguments.json ? to_json(*report) : to_text(*report));
  return *report->exact ? 0 : 1;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "run", "A model on an emulated board, with its exact costs");
  auto arguments = std::make_shared<Arguments>();
  arguments->add_to(*command, /*in_project=*/true);
  command->add_option("--input", arguments->inputs,
                      "A .bin of raw bytes or a .npy; in a project a .wav, "
                      ".csv, .png …; may be repeated");
  command
      ->add_option("--seed", arguments->seed,
                   "Of the fixed pattern that is used without --input")
      ->capture_default_str();
  command->add_option("-o,--output", arguments->output,
                      "Directory for output_<k>.bin and the reports");
  command->add_flag("--profile", arguments->profile,
                    "The cost of each operator");
  command->add_flag("--trade", arguments->trade,
                    "Also measure other settings: what costs what");
  command->add_flag("--json", arguments->json, "One JSON object on stdout");
  command->callback([=, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace firefly
