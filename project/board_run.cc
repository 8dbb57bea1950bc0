// SPDX-License-Identifier: Apache-2.0
#include "project/board_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "emulator/deploy.h"
#include "emulator/fit.h"
#include "project/score_model.h"

namespace firefly {
namespace {

/// Sliding if the network allows it and an inference a row is wanted. What
/// compares with its input needs the whole window.
CompiledModel compile_for_stream(const Graph& graph, const WindowLayout& layout,
                                 trainer::Task task, EmitOptions options) {
  if (task == trainer::Task::kClassify && layout.hop_rows == 1 &&
      layout.rows > 1 && check_streaming(graph, Streaming::kSliding).ok()) {
    options.streaming = Streaming::kSliding;
    CompiledModel sliding = compile_model(graph, options);
    if (sliding.plan.streaming == Streaming::kSliding) {
      return sliding;
    }
  }
  options.streaming = Streaming::kNone;
  return compile_model(graph, options);
}

std::vector<Bytes> chunks_of(const std::vector<int16_t>& samples,
                             const PipelineDesign& design) {
  const size_t values = static_cast<size_t>(pipeline_chunk_samples(design)) *
                        static_cast<size_t>(design.sensor.channels);
  const bool is_bytes = design.front_end.sample_type == "uint8_t";
  std::vector<Bytes> chunks;
  for (size_t at = 0; at + values <= samples.size(); at += values) {
    Bytes& chunk = chunks.emplace_back();
    if (is_bytes) {
      for (size_t i = 0; i < values; ++i) {
        chunk.push_back(
            static_cast<uint8_t>(std::clamp<int>(samples[at + i], 0, 255)));
      }
    } else {
      chunk.resize(values * sizeof(int16_t));
      std::memcpy(chunk.data(), samples.data() + at, chunk.size());
    }
  }
  return chunks;
}

/// What the board said of one inference.
struct BoardAnswer {
  size_t chunk = 0;
  PipelineResult result;
  std::vector<int8_t> scores;
};

/// Answers, and what they cost.
std::vector<BoardAnswer> read_answers(const std::vector<InvokeResult>& invokes,
                                      BoardCost& cost) {
  std::vector<BoardAnswer> answers;
  uint32_t stack = 0;
  uint64_t memory = 0;
  for (size_t i = 0; i < invokes.size(); ++i) {
    const InvokeResult& invoke = invokes[i];
    const Bytes& output = invoke.outputs.front();
    PipelineResult result;
    std::memcpy(&result, output.data(), sizeof result);
    memory = result.ram_bytes;
    stack = std::max(stack, invoke.stack_bytes);
    if (result.inferences == 0) {
      continue;
    }
    // The dearest: the first ones may find half of the work done.
    if (invoke.cost.instructions > cost.instructions) {
      cost.instructions = invoke.cost.instructions;
      cost.cycles = invoke.cost.cycles;
    }
    BoardAnswer& answer = answers.emplace_back();
    answer.chunk = i;
    answer.result = result;
    answer.scores.resize(output.size() - sizeof result);
    std::memcpy(answer.scores.data(), output.data() + sizeof result,
                answer.scores.size());
  }
  cost.inferences = static_cast<int64_t>(answers.size());
  cost.ram_bytes = memory + stack;
  return answers;
}

/// Whether scores and decisions of the board are the host's; a part of a chunk
/// at the end has windows that the board did not see.
bool is_exact(const std::vector<BoardAnswer>& answers, const HostModel& model,
              const std::vector<int8_t>& rows, size_t window, size_t hop,
              DetectorDesign& detector) {
  const std::vector<std::vector<int8_t>> expected =
      score_windows(model, rows, window, hop);
  if (answers.size() > expected.size()) {
    return false;
  }
  for (size_t i = 0; i < answers.size(); ++i) {
    const PipelineResult& result = answers[i].result;
    const DetectorDesign::Decision said = {
        {result.event_class, result.event_score}, result.threshold};
    if (answers[i].scores != expected[i] ||
        !(detector.push(rows.data() + i * hop, expected[i]) == said)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Expected<BoardPipeline> make_board_pipeline(
    const Project& project, const Graph& graph, const Featurizer& featurizer,
    const std::vector<std::string>& classes) {
  Expected<Board> board = find_board(project.target.board);
  FIREFLY_RETURN_IF_ERROR(board);
  BoardPipeline pipeline;
  pipeline.board = std::move(*board);
  const EmitOptions options = options_for(
      pipeline.board, *find_fit(project.target.fit), {}, "model.tflite");
  const WindowLayout& layout = featurizer.layout();
  pipeline.model =
      compile_for_stream(graph, layout, project.model.task, options);
  FIREFLY_RETURN_IF_ERROR(check_fit(pipeline.model, pipeline.board, {}));
  if (project.sensor.kind == SensorKind::kCamera) {
    pipeline.period_ms = project.window.inference_ms;
  } else {
    pipeline.period_ms = 1000.0 * layout.hop_rows *
                         featurizer.format().hop_samples /
                         project.sensor.rate_hz;
  }
  const Expected<DetectorDesign> detector =
      DetectorDesign::make(project, graph, classes, pipeline.period_ms);
  FIREFLY_RETURN_IF_ERROR(detector);
  pipeline.design = {project.name,        project.sensor.format(),
                     featurizer.format(), featurizer.device(),
                     layout.rows,         layout.hop_rows,
                     detector->names(),   detector->device()};
  return pipeline;
}

Expected<BoardRun> run_on_board(const Project& project, const Graph& graph,
                                Featurizer& featurizer,
                                const std::vector<std::string>& classes,
                                const std::vector<int16_t>& samples) {
  const Expected<BoardPipeline> pipeline =
      make_board_pipeline(project, graph, featurizer, classes);
  FIREFLY_RETURN_IF_ERROR(pipeline);
  Expected<DetectorDesign> detector =
      DetectorDesign::make(project, graph, classes, pipeline->period_ms);
  FIREFLY_RETURN_IF_ERROR(detector);
  const Board& board = pipeline->board;
  const Expected<Deployment> deployment =
      deploy(emit_pipeline_test(pipeline->model, pipeline->design), board,
             chunks_of(samples, pipeline->design), {});
  FIREFLY_RETURN_IF_ERROR(deployment);
  BoardRun run;
  run.event_names = detector->names();
  run.cost.board = board.name;
  run.cost.is_streamed = pipeline->model.plan.streaming == Streaming::kSliding;
  run.cost.flash_bytes = deployment->footprint.flash_bytes();
  const std::vector<BoardAnswer> answers =
      read_answers(deployment->run.invokes, run.cost);
  for (const BoardAnswer& answer : answers) {
    run.inferences.push_back(
        {pipeline->period_ms / 1000 * static_cast<double>(answer.chunk + 1),
         answer.scores, answer.result.event_class,
         detector->real(answer.result.event_score),
         detector->real_threshold(answer.result.threshold)});
  }
  run.cost.ram_bytes += deployment->footprint.data_bytes;
  if (run.cost.cycles) {
    run.cost.latency_ms = latency_ms(board, *run.cost.cycles);
    run.cost.energy_uj = energy_uj(board, *run.cost.cycles);
  }
  if (pipeline->period_ms > 0) {
    run.cost.period_ms = pipeline->period_ms;
  }
  const auto row = static_cast<size_t>(featurizer.format().row_size());
  const Expected<HostModel> model = HostModel::prepare(graph);
  FIREFLY_RETURN_IF_ERROR(model);
  run.cost.exact = is_exact(
      answers, *model, featurizer.rows(samples), featurizer.size(),
      row * static_cast<size_t>(featurizer.layout().hop_rows), *detector);
  return run;
}

}  // namespace firefly
