// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/read_input.h"
#include "emulator/deploy.h"
#include "formats/files.h"

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

int run(const Arguments& arguments) {
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
  arguments->add_to(*command);
  command->add_option("--input", arguments->inputs,
                      "A .bin of raw bytes or a .npy; may be repeated");
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
