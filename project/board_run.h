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
  /// A step, on average; nothing where the core's cycles are not known, or
  /// there was no such step.
  struct Mean {
    std::optional<double> latency_ms;
    std::optional<double> energy_uj;
  };
  /// Of the first network of a cascade.
  struct First {
    std::string project;
    int64_t inferences = 0;
    int64_t events = 0;
    /// Of its memory and of the second one's: the larger one holds both if it
    /// `is_guest`.
    int64_t ram_bytes = 0;
    int64_t second_ram_bytes = 0;
    bool is_guest = false;
    bool shares_rows = false;  ///< The front end works once for both.
    int64_t weight_bytes = 0;  ///< Constant arrays in flash.
    int64_t second_weight_bytes = 0;
  };
  /// With a gate: how often it was open, what a step costs, and how much went
  /// on.
  struct Gated {
    int64_t steps = 0;
    double awake = 1;  ///< Share of the steps.
    Mean asleep;       ///< Of the steps at which the network sleeps.
    Mean awakened;     ///< Of those at which it runs.
    Mean average;
    double least_db = 0;
    double most_db = 0;
    std::optional<First> first;  ///< Which has no decibels.
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
  GateDesign gate;  ///< With the first network of a cascade.
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
