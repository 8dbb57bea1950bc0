// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/data_set.h"
#include "evaluation/metrics.h"
#include "graph/status.h"
#include "project/board_run.h"
#include "project/precision.h"
#include "project/project.h"
#include "project/stream_evaluation.h"

namespace firefly {

struct EvaluationOptions {
  std::filesystem::path model;  ///< Empty: the project's model.tflite.
  std::string split = "test";
  bool stream = false;   ///< Also take recordings as streams with events.
  bool on_board = true;  ///< Also run some of it on the emulated board.
};

/// A class beside all others, by its score.
struct ClassFigures {
  std::string name;
  int64_t windows = 0;
  double recall = 0;
  double precision = 0;
  std::vector<RocPoint> roc;  ///< Empty without examples on both sides.
  double auc = 0;
};

/// Normal beside everything else, by the error of the reconstruction.
struct AnomalyFigures {
  std::vector<RocPoint> windows;
  std::vector<RocPoint> recordings;  ///< By the mean of their windows.
  double auc = 0;                    ///< Of windows.
  double partial_auc = 0;  ///< Of windows, false positive rate <= 0.1.
  double recording_auc = 0;
};

/// A window that was taken for something else.
struct Mistake {
  std::string source;
  double second = 0;  ///< Where in the recording the window begins.
  std::string truth;
  std::string predicted;
  double score = 0;  ///< Of the prediction, 0 … 1.
};

struct Evaluation {
  std::string project;
  std::string model;  ///< File.
  std::string split;
  int64_t windows = 0;
  int64_t recordings = 0;
  std::vector<std::string> classes;
  std::optional<ConfusionMatrix> confusion;  ///< Of classifiers.
  std::vector<ClassFigures> by_class;
  std::vector<Mistake> mistakes;  ///< Surest first.
  std::optional<Precision> precision;
  std::string no_precision;  ///< Why it is not known.
  std::optional<AnomalyFigures> anomaly;
  std::optional<StreamFigures> stream;
  std::optional<BoardCost> cost;
  std::string no_cost;  ///< Why it was not measured.
};

/// The project's int8 model on the windows of a split, with exact kernels, and
/// what the whole way from samples to scores costs on the board.
[[nodiscard]] Expected<Evaluation> evaluate_project(
    const Project& project, const EvaluationOptions& options);

/// One JSON object; a table for a terminal; a page with pictures.
[[nodiscard]] std::string to_json(const Evaluation& evaluation);
[[nodiscard]] std::string to_text(const Evaluation& evaluation);
[[nodiscard]] std::string to_html(const Evaluation& evaluation);

}  // namespace firefly
