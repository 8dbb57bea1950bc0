// SPDX-License-Identifier: Apache-2.0
#include "bench/measure.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/setting.h"
#include "emulator/deploy.h"
#include "emulator/fit.h"
#include "emulator/inputs.h"
#include "formats/tflite/reader.h"

namespace firefly {
namespace {

Expected<Report> measure_model(const SuiteModel& suite_model, const RowKey& key,
                               int count) {
  const Expected<Setting> setting = parse_setting(key.setting);
  FIREFLY_RETURN_IF_ERROR(setting);
  Expected<Board> board = find_board(key.board);
  FIREFLY_RETURN_IF_ERROR(board);
  Expected<Graph> graph = suite_model.graph
                              ? Expected<Graph>(*suite_model.graph)
                              : read_tflite_file(suite_model.path);
  FIREFLY_RETURN_IF_ERROR(graph);
  EmitOptions options =
      options_for(*board, setting->fit, setting->limits,
                  suite_model.graph ? suite_model.label
                                    : suite_model.path.filename().string());
  options.streaming = setting->streaming;
  FIREFLY_RETURN_IF_ERROR(check_streaming(*graph, options.streaming));
  const CompiledModel model = compile_model(std::move(*graph), options);
  FIREFLY_RETURN_IF_ERROR(check_fit(model, *board, setting->limits));
  const std::vector<Bytes> inputs = varied_inputs(model.source, count);
  const Expected<Deployment> deployment = deploy(model, *board, inputs, {});
  FIREFLY_RETURN_IF_ERROR(deployment);
  Report report = make_report(model, *board, options.source);
  report.footprint = deployment->footprint;
  add_run(report, deployment->run);
  FIREFLY_RETURN_IF_ERROR(check_measured_fit(report.model, report.ram_bytes(),
                                             report.footprint->flash_bytes(),
                                             *board, setting->limits));
  report.exact =
      outputs_of(deployment->run) == reference_outputs(model.source, inputs);
  return report;
}

/// "x does not fit y:" goes on with figures that a table has no room for.
std::string first_line(const std::string& message) {
  std::string line = message.substr(0, message.find('\n'));
  if (line.ends_with(':')) {
    line.pop_back();
  }
  return line;
}

}  // namespace

BenchRow measure_row(const Suite& suite, const RowKey& key, int inputs) {
  BenchRow row;
  row.key = key;
  const auto model =
      std::ranges::find(suite.models, key.model, &SuiteModel::label);
  if (model == suite.models.end()) {
    row.reason = fmt::format("suite {} has no model {}", suite.name, key.model);
    return row;
  }
  Expected<Report> report = measure_model(*model, key, inputs);
  if (report.ok()) {
    row.report = std::move(*report);
  } else {
    row.reason = first_line(report.error().message);
  }
  return row;
}

std::vector<BenchRow> measure_rows(
    const Suite& suite, const std::vector<RowKey>& keys, int inputs,
    const std::function<void(const std::string&)>& progress) {
  std::vector<BenchRow> rows;
  rows.reserve(keys.size());
  for (const RowKey& key : keys) {
    progress(to_string(key));
    rows.push_back(measure_row(suite, key, inputs));
  }
  return rows;
}

std::string to_string(const RowKey& key) {
  return fmt::format("{} on {}{}{}", key.model, key.board,
                     key.setting.empty() ? "" : " ", key.setting);
}

}  // namespace firefly
