// SPDX-License-Identifier: Apache-2.0
#include "project/board_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "emulator/deploy.h"
#include "emulator/fit.h"
#include "project/first_network.h"
#include "project/gated_cost.h"
#include "project/score_model.h"

namespace firefly {
namespace {

/// Sliding if the network allows it, that pays and windows overlap. A detector
/// that looks at the input, and a gate, need the whole window.
CompiledModel compile_for_stream(const Graph& graph, const WindowLayout& layout,
                                 bool may_slide, EmitOptions options) {
  if (may_slide && layout.hop_rows < layout.rows &&
      check_streaming(graph, Streaming::kAuto).ok()) {
    options.streaming = Streaming::kAuto;
    options.hop_rows = layout.hop_rows;
    CompiledModel sliding = compile_model(graph, options);
    // A network that leaves rows unread would be early.
    if (sliding.plan.slides() && sliding.plan.window_rows == layout.rows) {
      return sliding;
    }
  }
  options.streaming = Streaming::kNone;
  options.hop_rows = 0;
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

struct BoardAnswers {
  std::vector<BoardAnswer> inferences;
  std::vector<int32_t> levels;  ///< At the gate, by chunk.
};

/// Answers, and what they cost.
BoardAnswers read_answers(const std::vector<InvokeResult>& invokes,
                          BoardCost& cost) {
  BoardAnswers answers;
  uint32_t stack = 0;
  uint64_t memory = 0;
  for (size_t i = 0; i < invokes.size(); ++i) {
    const InvokeResult& invoke = invokes[i];
    const Bytes& output = invoke.outputs.front();
    PipelineResult result;
    std::memcpy(&result, output.data(), sizeof result);
    memory = result.ram_bytes;
    stack = std::max(stack, invoke.stack_bytes);
    answers.levels.push_back(result.level);
    if (result.inferences == 0) {
      continue;
    }
    // The dearest: the first ones may find half of the work done.
    if (invoke.cost.instructions > cost.instructions) {
      cost.instructions = invoke.cost.instructions;
      cost.cycles = invoke.cost.cycles;
    }
    BoardAnswer& answer = answers.inferences.emplace_back();
    answer.chunk = i;
    answer.result = result;
    answer.scores.resize(output.size() - sizeof result);
    std::memcpy(answer.scores.data(), output.data() + sizeof result,
                answer.scores.size());
  }
  cost.inferences = static_cast<int64_t>(answers.inferences.size());
  cost.ram_bytes = memory + stack;
  return answers;
}

/// Whether scores and decisions of the board are the host's; a part of a chunk
/// at the end has windows that the board did not see. `gate` has no steps where
/// there is none.
bool is_exact(const BoardAnswers& answers, const PipelineDesign& design,
              const std::vector<std::vector<int8_t>>& expected,
              const std::vector<GateStep>& gate, const int8_t* rows, size_t hop,
              DetectorDesign& detector) {
  size_t at = 0;
  for (size_t step = 0; step < expected.size(); ++step) {
    const size_t chunk = chunk_of_step(design, step);
    if (chunk >= answers.levels.size()) {
      break;
    }
    if (!gate.empty() && answers.levels[chunk] != gate[step].level) {
      return false;
    }
    if (!gate.empty() && !gate[step].is_open) {
      detector.pause();
      continue;
    }
    if (at == answers.inferences.size()) {
      return false;
    }
    const BoardAnswer& answer = answers.inferences[at++];
    const DetectorDesign::Decision said = {
        {answer.result.event_class, answer.result.event_score},
        answer.result.threshold};
    if (answer.chunk != chunk || answer.scores != expected[step] ||
        !(detector.push(rows + step * hop, expected[step]) == said)) {
      return false;
    }
  }
  return at == answers.inferences.size();
}

/// What is compiled and stands around the network that wakes another one.
Expected<FirstStage> compile_first(const FirstNetwork& first,
                                   const std::string& name, const Board& board,
                                   const EmitOptions& options) {
  Graph graph = first.graph();
  graph.name = name;
  const WindowLayout& layout = first.featurizer().layout();
  FirstStage stage;
  stage.takes_rows = first.shares_rows();
  // One that hops lives in the other network's memory while that sleeps.
  const bool may_slide =
      first.project().model.task == trainer::Task::kClassify &&
      layout.hop_rows == 1;
  stage.model = compile_for_stream(graph, layout, may_slide, options);
  FIREFLY_RETURN_IF_ERROR(check_fit(stage.model, board, {}));
  const Expected<DetectorDesign> detector = DetectorDesign::make(
      first.project(), graph, first.classes(), first.period_ms());
  FIREFLY_RETURN_IF_ERROR(detector);
  stage.design = {first.project().name,
                  first.project().sensor.format(),
                  first.featurizer().format(),
                  first.featurizer().device(),
                  layout.rows,
                  layout.hop_rows,
                  detector->names(),
                  detector->device(),
                  {},
                  nullptr};
  return stage;
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
  const bool may_slide = project.model.task == trainer::Task::kClassify &&
                         project.gate.kind == GateKind::kNone &&
                         !project.cascade.is_there();
  pipeline.model = compile_for_stream(graph, layout, may_slide, options);
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
  Expected<GateDesign> gate =
      GateDesign::make(project, featurizer, pipeline.period_ms);
  FIREFLY_RETURN_IF_ERROR(gate);
  pipeline.gate = std::move(*gate);
  pipeline.design = {project.name,
                     project.sensor.format(),
                     featurizer.format(),
                     featurizer.device(),
                     layout.rows,
                     layout.hop_rows,
                     detector->names(),
                     detector->device(),
                     pipeline.gate.device(),
                     nullptr};
  if (const auto& first = pipeline.gate.first()) {
    Expected<FirstStage> stage =
        compile_first(*first, pipeline.model.emitted.name + "_first",
                      pipeline.board, options);
    FIREFLY_RETURN_IF_ERROR(stage);
    add_first(pipeline.model, pipeline.design, std::move(*stage));
  }
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
  run.cost.is_streamed = pipeline->model.plan.slides();
  run.cost.flash_bytes = deployment->footprint.flash_bytes();
  const BoardAnswers answers = read_answers(deployment->run.invokes, run.cost);
  for (const BoardAnswer& answer : answers.inferences) {
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
  const std::vector<int8_t> rows = featurizer.rows(samples);
  const size_t hop = row * static_cast<size_t>(featurizer.layout().hop_rows);
  const std::vector<GateStep> gate =
      pipeline->gate.steps(samples, featurizer.format(), featurizer.layout());
  run.cost.exact = is_exact(answers, pipeline->design,
                            score_windows(*model, rows, featurizer.size(), hop),
                            gate, rows.data(), hop, *detector);
  if (pipeline->gate.is_there()) {
    run.cost.gated =
        gated_cost(*pipeline, deployment->run.invokes, gate, samples);
  }
  return run;
}

}  // namespace firefly
