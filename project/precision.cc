// SPDX-License-Identifier: Apache-2.0
#include "project/precision.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "evaluation/metrics.h"
#include "formats/files.h"
#include "project/hard_negatives.h"
#include "project/training_set.h"
#include "trainer/checkpoint.h"
#include "trainer/engine.h"
#include "trainer/rounding.h"

namespace firefly {
namespace {

namespace fs = std::filesystem;

/// The folder of runs/ whose model.tflite has these bytes; empty if none has.
fs::path run_of(const Project& project, const std::vector<uint8_t>& model) {
  std::error_code error;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(project.folder / "runs", error)) {
    const fs::path file = entry.path() / "model.tflite";
    if (fs::exists(file)) {
      const Expected<std::vector<uint8_t>> bytes = read_file(file);
      if (bytes.ok() && *bytes == model) {
        return entry.path();
      }
    }
  }
  return {};
}

bool is_normal(const Project& project, const DataSet& data,
               const Example& example) {
  return project.events.is_silent(data.recordings[example.recording].label);
}

/// AUC of windows by their errors; an error without both kinds.
Expected<double> auc_of(const Project& project, const DataSet& data,
                        const std::vector<double>& errors,
                        const ExampleBatches& batches) {
  std::vector<double> sides[2];
  for (size_t i = 0; i < errors.size(); ++i) {
    sides[is_normal(project, data, batches.examples()[i]) ? 0 : 1].push_back(
        errors[i]);
  }
  const std::vector<RocPoint> curve = roc(sides[1], sides[0]);
  if (curve.empty()) {
    return Error{ErrorCode::kInvalidData,
                 "AUC needs normal and other windows; events.silent names what "
                 "is normal"};
  }
  return area(curve);
}

double squared_error(const FeatureFormat& format, const int8_t* rows,
                     const float* output, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; ++i) {
    const double real = static_cast<double>(format.scale) *
                        static_cast<double>(rows[i] - format.zero_point);
    sum += (real - static_cast<double>(output[i])) *
           (real - static_cast<double>(output[i]));
  }
  return sum / static_cast<double>(count);
}

/// The figure of a network that `engine` computes.
Expected<double> figure_of(const Project& project, const DataSet& data,
                           const ExampleBatches& batches,
                           const std::vector<float>& outputs) {
  const size_t count = batches.size();
  const size_t size = outputs.size() / count;
  if (project.model.task == trainer::Task::kReconstruct) {
    std::vector<double> errors;
    for (size_t i = 0; i < count; ++i) {
      errors.push_back(squared_error(batches.format(), batches.rows(i),
                                     outputs.data() + i * size, size));
    }
    return auc_of(project, data, errors, batches);
  }
  size_t right = 0;
  for (size_t i = 0; i < count; ++i) {
    const float* const first = outputs.data() + i * size;
    right += std::max_element(first, first + size) - first ==
                     batches.examples()[i].label
                 ? 1
                 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(count);
}

Expected<double> exact_figure(const Project& project, const Graph& graph,
                              const std::vector<Prediction>& predictions,
                              const ExampleBatches& batches,
                              const DataSet& data) {
  if (project.model.task == trainer::Task::kClassify) {
    return accuracy_of(predictions, batches);
  }
  std::vector<double> errors;
  for (size_t i = 0; i < predictions.size(); ++i) {
    errors.push_back(
        reconstruction_error(graph, predictions[i], batches.rows(i)));
  }
  return auc_of(project, data, errors, batches);
}

}  // namespace

Expected<FloatNetwork> find_float_network(const Project& project,
                                          const fs::path& model,
                                          const Featurizer& featurizer,
                                          size_t classes) {
  const Expected<std::vector<uint8_t>> bytes = read_file(model);
  FIREFLY_RETURN_IF_ERROR(bytes);
  const fs::path run = run_of(project, *bytes);
  if (run.empty()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("no run in {} made {}; `firefly train` makes both",
                             (project.folder / "runs").string(),
                             model.filename().string())};
  }
  const Expected<Project> made_from = load_project(run);
  FIREFLY_RETURN_IF_ERROR(made_from);
  const Expected<trainer::Network> network =
      make_network(*made_from, featurizer, classes);
  FIREFLY_RETURN_IF_ERROR(network);
  // The last round that there was something to learn in.
  int round = made_from->training.hard_negatives.rounds;
  while (round > 0 && !fs::exists(training_round(run, round).checkpoint)) {
    --round;
  }
  const TrainingRound last = training_round(run, round);
  const Expected<trainer::TrainingState> state =
      trainer::load_checkpoint(last.checkpoint, last.identity);
  FIREFLY_RETURN_IF_ERROR(state);
  if (!trainer::fits(*state, *network)) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: belongs to another network than its {}",
                             last.checkpoint.string(), kProjectFile)};
  }
  return FloatNetwork{
      trainer::fold_batch_norm(*network, state->floating.best_values),
      state->quantized.best_values, state->quantized.best_ranges};
}

Expected<Precision> compare_precision(
    const Project& project, const FloatNetwork& network, const Graph& graph,
    const std::vector<Prediction>& predictions, const ExampleBatches& batches,
    const DataSet& data) {
  if (batches.size() == 0) {
    return Error{ErrorCode::kInvalidData, "there is no window to compare on"};
  }
  Expected<std::unique_ptr<trainer::Engine>> engine =
      trainer::make_engine(network.floating.network, project.training.threads);
  FIREFLY_RETURN_IF_ERROR(engine);
  std::vector<size_t> all(batches.size());
  std::iota(all.begin(), all.end(), size_t{0});
  const auto figure = [&](const trainer::Values& values,
                          const trainer::Rounding* rounding) {
    return figure_of(
        project, data, batches,
        (*engine)
            ->outputs(values, rounding, {batches, all.data(), all.size()}, {})
            .values);
  };
  Precision precision;
  precision.metric =
      project.model.task == trainer::Task::kClassify ? "accuracy" : "AUC";
  const Expected<double> exact =
      exact_figure(project, graph, predictions, batches, data);
  FIREFLY_RETURN_IF_ERROR(exact);
  const Expected<double> floating = figure(network.floating.values, nullptr);
  FIREFLY_RETURN_IF_ERROR(floating);
  precision.exact = *exact;
  precision.floating = *floating;
  if (!network.ranges.empty()) {
    const trainer::Rounding rounding = trainer::rounding_of(
        network.floating.network, network.rounded, network.ranges);
    const Expected<double> simulated = figure(network.rounded, &rounding);
    FIREFLY_RETURN_IF_ERROR(simulated);
    precision.simulated = *simulated;
  }
  return precision;
}

std::string precision_text(const Precision& precision) {
  const bool is_share = precision.metric == "accuracy";
  const auto text = [&](double value) {
    return is_share ? fmt::format("{:.2f} %", 100 * value)
                    : fmt::format("{:.4f}", value);
  };
  return fmt::format(
      "{}: float {},{} int8 {} ({})", precision.metric,
      text(precision.floating),
      precision.simulated
          ? fmt::format(" rounding in float {},", text(*precision.simulated))
          : "",
      text(precision.exact),
      is_share ? fmt::format("{:+.2f} points", 100 * precision.difference())
               : fmt::format("{:+.4f}", precision.difference()));
}

}  // namespace firefly
