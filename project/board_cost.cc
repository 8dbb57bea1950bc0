// SPDX-License-Identifier: Apache-2.0
#include "project/board_cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "emulator/deploy.h"
#include "emulator/fit.h"
#include "host/model.h"
#include "project/pipeline_source.h"

namespace firefly {
namespace {

/// Sliding if the network allows it and an inference a row is wanted.
Streaming streaming_of(const Graph& graph, const WindowLayout& shape,
                       const EmitOptions& options) {
  if (shape.hop_rows != 1 || shape.rows == 1 ||
      !check_streaming(graph, Streaming::kSliding).ok()) {
    return Streaming::kNone;
  }
  EmitOptions sliding = options;
  sliding.streaming = Streaming::kSliding;
  return compile_model(graph, sliding).plan.streaming == Streaming::kSliding
             ? Streaming::kSliding
             : Streaming::kNone;
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

/// Scores of the windows of `rows` on the host.
Expected<std::vector<Bytes>> host_scores(const Graph& graph,
                                         const std::vector<int8_t>& rows,
                                         size_t window, size_t hop) {
  const Expected<HostModel> model = HostModel::prepare(graph);
  FIREFLY_RETURN_IF_ERROR(model);
  std::vector<Bytes> inputs;
  for (size_t at = 0; at + window <= rows.size(); at += hop) {
    const auto* begin = reinterpret_cast<const uint8_t*>(rows.data() + at);
    inputs.emplace_back(begin, begin + window);
  }
  return run_batch(*model, inputs);
}

/// What the board said, and its costs.
void add_run(const std::vector<InvokeResult>& invokes, BoardCost& cost,
             std::vector<Bytes>& scores) {
  uint32_t stack = 0;
  uint64_t memory = 0;
  for (const InvokeResult& invoke : invokes) {
    PipelineResult result;
    std::memcpy(&result, invoke.outputs.front().data(), sizeof result);
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
    ++cost.inferences;
    scores.emplace_back(invoke.outputs.front().begin() + sizeof result,
                        invoke.outputs.front().end());
  }
  cost.ram_bytes = memory + stack;
}

}  // namespace

Expected<BoardCost> measure_board_cost(const Project& project,
                                       const Graph& graph,
                                       Featurizer& featurizer,
                                       const std::vector<std::string>& classes,
                                       const std::vector<int16_t>& samples) {
  Expected<Board> board = find_board(project.target.board);
  FIREFLY_RETURN_IF_ERROR(board);
  EmitOptions options;
  options.source = "model.tflite";
  options.board = board->name;
  options.isa = *find_isa(board->isa);
  options.fit = *find_fit(project.target.fit);
  build_for(*board, options.fit);
  options.flash = flash_limit(*board, {});
  const WindowLayout& shape = featurizer.shape();
  options.streaming = streaming_of(graph, shape, options);
  const CompiledModel model = compile_model(graph, options);
  FIREFLY_RETURN_IF_ERROR(check_fit(model, *board, {}));
  const PipelineDesign design = {project.name,
                                 project.sensor.format(),
                                 featurizer.format(),
                                 featurizer.device(),
                                 shape.rows,
                                 shape.hop_rows,
                                 classes};
  const Expected<Deployment> deployment =
      deploy(emit_pipeline_test(model, design), *board,
             chunks_of(samples, design), {});
  FIREFLY_RETURN_IF_ERROR(deployment);
  BoardCost cost;
  cost.board = board->name;
  cost.is_streamed = options.streaming == Streaming::kSliding;
  cost.flash_bytes = deployment->footprint.flash_bytes();
  std::vector<Bytes> scores;
  add_run(deployment->run.invokes, cost, scores);
  cost.ram_bytes += deployment->footprint.data_bytes;
  if (cost.cycles) {
    cost.latency_ms = latency_ms(*board, *cost.cycles);
    cost.energy_uj = energy_uj(*board, *cost.cycles);
  }
  if (project.sensor.kind != SensorKind::kCamera) {
    cost.period_ms =
        1000.0 * pipeline_chunk_samples(design) / project.sensor.rate_hz;
  }
  const size_t row = static_cast<size_t>(featurizer.format().row_size());
  const Expected<std::vector<Bytes>> expected =
      host_scores(graph, featurizer.rows(samples), featurizer.size(),
                  row * static_cast<size_t>(shape.hop_rows));
  FIREFLY_RETURN_IF_ERROR(expected);
  // A part of a chunk at the end has windows that the board did not see.
  cost.exact = scores.size() <= expected->size() &&
               std::equal(scores.begin(), scores.end(), expected->begin());
  return cost;
}

}  // namespace firefly
