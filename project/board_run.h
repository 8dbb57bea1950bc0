// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "emulator/board.h"
#include "graph/graph.h"
#include "graph/status.h"
#include "project/detector.h"
#include "project/examples.h"
#include "project/pipeline_source.h"

namespace firefly {

/// What a project's pipeline costs on its board, from samples to scores.
struct BoardCost {
  std::string board;
  /// Of the samples from one inference to the next, front end and network.
  uint64_t instructions = 0;
  std::optional<uint64_t> cycles;
  std::optional<double> latency_ms;
  std::optional<double> energy_uj;
  std::optional<double> period_ms;  ///< From inference to inference.
  uint64_t ram_bytes = 0;           ///< With the peak stack.
  uint64_t flash_bytes = 0;
  int64_t inferences = 0;  ///< That were run there.
  /// With a gate: how often it was open, what a step costs on average, and how
  /// much went on.
  struct Gated {
    int64_t steps = 0;
    double awake = 1;  ///< Share of the steps.
    std::optional<double> latency_ms;
    std::optional<double> energy_uj;
    double least_db = 0;
    double most_db = 0;
  };
  std::optional<Gated> gated;
  bool exact = false;  ///< All equal the host's, byte for byte.
  bool is_streamed = false;
};

/// What the board made of one inference.
struct BoardInference {
  double second = 0;  ///< When its last sample was there.
  std::vector<int8_t> scores;
  int event_class = -1;  ///< Into BoardRun::event_names; -1: no event.
  /// As DetectorDesign::real() has it: the averaged score of the likeliest
  /// class, or decibels of the error.
  double event_score = 0;
  /// Of anomalies, once it is learnt, in decibels.
  std::optional<double> threshold;
};

struct BoardRun {
  BoardCost cost;
  std::vector<std::string> event_names;
  std::vector<BoardInference> inferences;
};

/// A project's pipeline on its way to a board.
struct BoardPipeline {
  Board board;
  CompiledModel model;
  GateDesign gate;
  PipelineDesign design;
  double period_ms = 0;  ///< From inference to inference; 0: not known.
};

[[nodiscard]] Expected<BoardPipeline> make_board_pipeline(
    const Project& project, const Graph& graph, const Featurizer& featurizer,
    const std::vector<std::string>& classes);

/// A few lines for a terminal, and a JSON object.
[[nodiscard]] std::string cost_text(const BoardCost& cost);
[[nodiscard]] nlohmann::ordered_json cost_json(const BoardCost& cost);

/// Compiles the pipeline, sliding where the network allows it, and runs the
/// samples through it on the emulated board.
[[nodiscard]] Expected<BoardRun> run_on_board(
    const Project& project, const Graph& graph, Featurizer& featurizer,
    const std::vector<std::string>& classes,
    const std::vector<int16_t>& samples);

}  // namespace firefly
