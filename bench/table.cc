// SPDX-License-Identifier: Apache-2.0
#include "bench/table.h"

#include <fmt/format.h>

#include "emulator/deploy.h"
#include "emulator/fit.h"
#include "emulator/inputs.h"
#include "formats/tflite/reader.h"

namespace firefly {
namespace {

Expected<Report> run_one(const SuiteModel& suite_model,
                         const std::string& board_name, int count) {
  const Expected<Board> board = find_board(board_name);
  FIREFLY_RETURN_IF_ERROR(board);
  Expected<Graph> graph = read_tflite_file(suite_model.path);
  FIREFLY_RETURN_IF_ERROR(graph);
  EmitOptions options;
  options.source = suite_model.path.filename().string();
  options.board = board->name;
  options.isa = *find_isa(board->isa);
  const CompiledModel model = compile_model(std::move(*graph), options);
  FIREFLY_RETURN_IF_ERROR(check_fit(model, *board, {}));
  const std::vector<Bytes> inputs = varied_inputs(model.source, count);
  const Expected<Deployment> deployment = deploy(model, *board, inputs, {});
  FIREFLY_RETURN_IF_ERROR(deployment);
  Report report = make_report(model, *board, options.source);
  report.footprint = deployment->footprint;
  add_run(report, deployment->run);
  report.exact =
      outputs_of(deployment->run) == reference_outputs(model.source, inputs);
  return report;
}

}  // namespace

std::vector<BenchRow> run_suite(
    const std::vector<SuiteModel>& models,
    const std::vector<std::string>& boards, int inputs,
    const std::function<void(const std::string&)>& progress) {
  std::vector<BenchRow> rows;
  for (const SuiteModel& model : models) {
    for (const std::string& board : boards) {
      progress(fmt::format("{} on {}", model.label, board));
      BenchRow& row = rows.emplace_back();
      row.label = model.label;
      row.board = board;
      Expected<Report> report = run_one(model, board, inputs);
      if (report.ok()) {
        row.report = std::move(*report);
      } else {
        row.reason = report.error().message;
      }
    }
  }
  return rows;
}

std::string to_markdown(const std::vector<BenchRow>& rows) {
  std::string text =
      "| model | board | exact | live MACs | instructions | i/MAC | cycles "
      "(modelled) | RAM B: arena + scratch + state + stack + data | flash B: "
      "weights + code + constants |\n"
      "|---|---|---|---:|---:|---:|---:|---|---|\n";
  for (const BenchRow& row : rows) {
    if (!row.report) {
      const std::string first = row.reason.substr(0, row.reason.find('\n'));
      text += fmt::format("| {} | {} | – | | | | | {} | |\n", row.label,
                          row.board, first);
      continue;
    }
    const Report& r = *row.report;
    const Footprint& f = *r.footprint;
    const std::string per_mac =
        r.macs_live == 0
            ? "–"
            : fmt::format("{:.2f}", static_cast<double>(*r.instructions) /
                                        static_cast<double>(r.macs_live));
    text += fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} = {} + {} + {} + {} + {} | "
        "{} = {} + {} + {} |\n",
        row.label, row.board, *r.exact ? "yes" : "**NO**",
        grouped(static_cast<uint64_t>(r.macs_live)), grouped(*r.instructions),
        per_mac, r.cycles ? grouped(*r.cycles) : "–", grouped(r.ram_bytes()),
        r.arena_bytes, r.scratch_bytes, r.state_bytes,
        r.stack_bytes.value_or(0), r.data_bytes(), grouped(f.flash_bytes()),
        f.weights_bytes, f.code_bytes, f.constants_bytes);
  }
  return text;
}

}  // namespace firefly
