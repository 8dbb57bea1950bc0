// SPDX-License-Identifier: Apache-2.0
#include "project/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "project/example_batches.h"
#include "project/project_data.h"
#include "project/project_model.h"
#include "project/score_model.h"
#include "project/wakes.h"

namespace firefly {
namespace {

/// As many mistakes as somebody looks through.
constexpr size_t kMostMistakes = 50;
/// Samples for the board: enough for some inferences, quick to emulate.
constexpr int64_t kBoardWindows = 4;

double probability(int8_t score) { return (score + 128) / 256.0; }

void add_classifier(const std::vector<Prediction>& predictions,
                    const ExampleBatches& batches, const DataSet& data,
                    const SensorParameters& sensor, Evaluation& evaluation) {
  ConfusionMatrix matrix(static_cast<int>(data.classes.size()));
  for (size_t i = 0; i < predictions.size(); ++i) {
    const Example& example = batches.examples()[i];
    const Prediction& prediction = predictions[i];
    matrix.add(example.label, prediction.best);
    if (prediction.best != example.label) {
      const bool is_picture = sensor.kind == SensorKind::kCamera;
      const auto best = static_cast<size_t>(prediction.best);
      evaluation.mistakes.push_back(
          {data.recordings[example.recording].source,
           is_picture ? 0
                      : std::max(0.0, static_cast<double>(example.begin) /
                                          sensor.rate_hz),
           data.classes[static_cast<size_t>(example.label)], data.classes[best],
           probability(prediction.scores[best])});
    }
  }
  std::stable_sort(
      evaluation.mistakes.begin(), evaluation.mistakes.end(),
      [](const Mistake& a, const Mistake& b) { return a.score > b.score; });
  for (size_t c = 0; c < data.classes.size(); ++c) {
    std::vector<double> inside;
    std::vector<double> outside;
    for (size_t i = 0; i < predictions.size(); ++i) {
      const bool is_in = batches.examples()[i].label == static_cast<int>(c);
      (is_in ? inside : outside)
          .push_back(probability(predictions[i].scores[c]));
    }
    const int index = static_cast<int>(c);
    ClassFigures figures = {data.classes[c],      matrix.total(index),
                            matrix.recall(index), matrix.precision(index),
                            roc(inside, outside), 0};
    figures.auc = area(figures.roc);
    evaluation.by_class.push_back(std::move(figures));
  }
  evaluation.confusion = std::move(matrix);
}

AnomalyFigures anomaly_figures(const Project& project, const Graph& graph,
                               const std::vector<Prediction>& predictions,
                               const ExampleBatches& batches,
                               const DataSet& data) {
  struct Sum {
    double errors = 0;
    int64_t windows = 0;
  };
  std::map<size_t, Sum> sums;
  std::vector<double> sides[2];
  for (size_t i = 0; i < predictions.size(); ++i) {
    const size_t recording = batches.examples()[i].recording;
    const double error =
        reconstruction_error(graph, predictions[i], batches.rows(i));
    sides[project.events.is_silent(data.recordings[recording].label) ? 0 : 1]
        .push_back(error);
    sums[recording].errors += error;
    ++sums[recording].windows;
  }
  std::vector<double> means[2];
  for (const auto& [recording, sum] : sums) {
    means[project.events.is_silent(data.recordings[recording].label) ? 0 : 1]
        .push_back(sum.errors / static_cast<double>(sum.windows));
  }
  AnomalyFigures figures;
  figures.windows = roc(sides[1], sides[0]);
  figures.recordings = roc(means[1], means[0]);
  figures.auc = area(figures.windows);
  figures.partial_auc = partial_area(figures.windows, 0.1);
  figures.recording_auc = area(figures.recordings);
  return figures;
}

/// Real samples for the board: recordings of the split, one after another; of a
/// cascade, behind something that wakes it.
std::vector<int16_t> board_samples(const Project& project, const DataSet& data,
                                   const std::vector<Example>& examples,
                                   const std::vector<Signal>& wakes,
                                   const WindowLayout& layout) {
  std::vector<int16_t> samples;
  if (!wakes.empty()) {
    samples = sensor_samples(wakes.front(), project.sensor, 0,
                             wakes.front().samples());
  }
  for (int64_t i = 0;
       i <
       std::min<int64_t>(kBoardWindows, static_cast<int64_t>(examples.size()));
       ++i) {
    const size_t index =
        static_cast<size_t>(i) * examples.size() / kBoardWindows;
    const Example& example = examples[std::min(index, examples.size() - 1)];
    const std::vector<int16_t> window =
        sensor_samples(data.recordings[example.recording].signal,
                       project.sensor, example.begin, layout.samples);
    samples.insert(samples.end(), window.begin(), window.end());
  }
  return samples;
}

void add_precision(const Project& project, const Graph& graph,
                   const std::filesystem::path& path,
                   const std::vector<Prediction>& predictions,
                   const ExampleBatches& batches, const DataSet& data,
                   const Featurizer& featurizer, Evaluation& evaluation) {
  const Expected<FloatNetwork> network =
      find_float_network(project, path, featurizer, data.classes.size());
  if (!network.ok()) {
    evaluation.no_precision = network.error().message;
    return;
  }
  const Expected<Precision> precision =
      compare_precision(project, *network, graph, predictions, batches, data);
  if (precision.ok()) {
    evaluation.precision = *precision;
  } else {
    evaluation.no_precision = precision.error().message;
  }
}

void add_cost(const Project& project, const Graph& graph, const DataSet& data,
              const std::vector<Example>& examples,
              const std::vector<Signal>& wakes, Featurizer& featurizer,
              Evaluation& evaluation) {
  Expected<BoardRun> run = run_on_board(
      project, graph, featurizer, data.classes,
      board_samples(project, data, examples, wakes, featurizer.layout()));
  if (run.ok()) {
    evaluation.cost = std::move(run->cost);
  } else {
    evaluation.no_cost = run.error().message;
  }
}

}  // namespace

Expected<Evaluation> evaluate_project(const Project& project,
                                      const EvaluationOptions& options) {
  const std::filesystem::path path =
      options.model.empty() ? project.folder / "model.tflite" : options.model;
  if (!std::filesystem::exists(path)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: there is no such model; `firefly train` "
                             "makes it",
                             path.string())};
  }
  const Expected<DataSet> data = load_project_data(project);
  FIREFLY_RETURN_IF_ERROR(data);
  Expected<std::unique_ptr<Featurizer>> made =
      Featurizer::create(project, longest_recording(*data));
  FIREFLY_RETURN_IF_ERROR(made);
  Featurizer& featurizer = **made;
  const Expected<Graph> graph = read_model(path, featurizer);
  FIREFLY_RETURN_IF_ERROR(graph);
  std::vector<Example> examples = list_examples(
      *data, options.split, featurizer.layout(), project.window.choice);
  if (examples.empty()) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}: no recording belongs to the split '{}'; "
                    "data.split says which do, and --split takes "
                    "train, validation or test",
                    (project.folder / kProjectFile).string(), options.split)};
  }
  const ExampleBatches batches(*data, std::move(examples), featurizer);
  const Expected<std::vector<Prediction>> predictions =
      predict(*graph, batches);
  FIREFLY_RETURN_IF_ERROR(predictions);
  Evaluation evaluation;
  evaluation.project = project.name;
  evaluation.model = path.filename().string();
  evaluation.split = options.split;
  evaluation.windows = static_cast<int64_t>(batches.size());
  evaluation.recordings =
      std::count_if(data->recordings.begin(), data->recordings.end(),
                    [&](const Recording& recording) {
                      return recording.split == options.split;
                    });
  evaluation.classes = data->classes;
  if (project.model.task == trainer::Task::kClassify) {
    add_classifier(*predictions, batches, *data, project.sensor, evaluation);
  } else {
    evaluation.anomaly =
        anomaly_figures(project, *graph, *predictions, batches, *data);
  }
  add_precision(project, *graph, path, *predictions, batches, *data, featurizer,
                evaluation);
  evaluation.mistakes.resize(
      std::min(evaluation.mistakes.size(), kMostMistakes));
  std::vector<Signal> wakes;
  if (options.stream || options.on_board) {
    Expected<std::vector<Signal>> loaded = load_wakes(project, options.split);
    FIREFLY_RETURN_IF_ERROR(loaded);
    wakes = std::move(*loaded);
  }
  if (options.stream) {
    Expected<StreamFigures> figures = evaluate_streams(
        project, *graph, *data, options.split, wakes, featurizer);
    FIREFLY_RETURN_IF_ERROR(figures);
    evaluation.stream = std::move(*figures);
  }
  if (options.on_board) {
    add_cost(project, *graph, *data, batches.examples(), wakes, featurizer,
             evaluation);
  }
  return evaluation;
}

}  // namespace firefly
