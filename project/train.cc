// SPDX-License-Identifier: Apache-2.0
#include "project/train.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "compiler/version.h"
#include "data/manifest.h"
#include "data/split.h"
#include "formats/files.h"
#include "formats/tflite/writer.h"
#include "project/hard_negatives.h"
#include "project/model_card.h"
#include "project/score_model.h"
#include "project/teacher.h"
#include "project/training_page.h"
#include "trainer/export.h"

namespace firefly {
namespace {

/// Of the learning rate, for a network that only has to learn some more.
constexpr double kRelearningRate = 0.3;

TrainingStart start_of(const Project& project, const TrainingSet& set,
                       const TrainingScope& scope) {
  TrainingStart start;
  start.id = run_id(project, *set.data);
  start.folder =
      (scope.runs.empty() ? project.folder / "runs" : scope.runs) / start.id;
  start.classes = set.classes;
  start.problems = set.data->problems;
  start.rows = set.featurizer->layout().rows;
  start.features = set.featurizer->format();
  start.parameters =
      static_cast<int64_t>(trainer::layout_of(set.network).parameters);
  start.goes_on = std::filesystem::exists(start.folder / "checkpoint");
  return start;
}

nlohmann::ordered_json score_json(const trainer::Score& score) {
  return {{"accuracy", score.accuracy}, {"loss", score.loss}};
}

std::string history_json(const TrainingResult& result) {
  nlohmann::ordered_json epochs = nlohmann::ordered_json::array();
  for (const trainer::EpochProgress& epoch : result.epochs) {
    epochs.push_back(
        {{"phase", epoch.phase == trainer::Phase::kFloat ? "float" : "int8"},
         {"epoch", epoch.epoch},
         {"training_loss", epoch.training_loss},
         {"validation_loss", epoch.validation.loss},
         {"validation_accuracy", epoch.validation.accuracy}});
  }
  nlohmann::ordered_json json = {{"firefly", kVersion},
                                 {"id", result.start.id}};
  if (result.teacher_score) {
    json["teacher"] = score_json(*result.teacher_score);
  }
  json["float"] = score_json(result.float_score);
  json["int8"] = score_json(result.quantized_score);
  json["hard_negatives"] = result.hard_negatives;
  json["epochs"] = std::move(epochs);
  return json.dump(2) + "\n";
}

Status write_run(const Project& project, const TrainingSet& set,
                 const std::vector<uint8_t>& model,
                 const TrainingResult& result, const TrainingScope& scope) {
  const std::filesystem::path& folder = result.start.folder;
  const std::span<const uint8_t> bytes(model);
  const std::string card = model_card(project, *set.data, result, model);
  FIREFLY_RETURN_IF_ERROR(write_file(folder / "model-card.md", card));
  // A run that was complete before keeps what it wrote then.
  if (!result.epochs.empty()) {
    FIREFLY_RETURN_IF_ERROR(
        write_file(folder / "training.json", history_json(result)));
    FIREFLY_RETURN_IF_ERROR(
        write_file(folder / "training.html", training_page(project, result)));
  }
  FIREFLY_RETURN_IF_ERROR(write_file(folder / "model.tflite", bytes));
  std::string labels;
  for (const std::string& name : set.data->classes) {
    labels += name + "\n";
  }
  FIREFLY_RETURN_IF_ERROR(write_file(folder / "labels.txt", labels));
  if (!scope.runs.empty()) {
    return {};
  }
  FIREFLY_RETURN_IF_ERROR(write_file(project.folder / "model-card.md", card));
  FIREFLY_RETURN_IF_ERROR(write_file(project.folder / "labels.txt", labels));
  return write_file(project.folder / "model.tflite", bytes);
}

/// Nothing where there is nothing to compare on.
std::optional<Precision> on_test_windows(const Project& project,
                                         const TrainingSet& set,
                                         const trainer::TrainedModel& trained,
                                         const Graph& graph) {
  const ExampleBatches test(
      *set.data,
      list_examples(*set.data, kTest, set.featurizer->layout(),
                    project.window.choice),
      *set.featurizer);
  const Expected<std::vector<Prediction>> predictions = predict(graph, test);
  if (!predictions.ok()) {
    return std::nullopt;
  }
  const Expected<Precision> precision = compare_precision(
      project, {trained.floating, trained.values, trained.ranges}, graph,
      *predictions, test, *set.data);
  return precision.ok() ? std::optional(*precision) : std::nullopt;
}

void say_role(const TrainingObserver& observer, std::string_view role) {
  if (observer.on_role) {
    observer.on_role(role);
  }
}

Status teach(const Project& project, const TrainingSet& set,
             const TrainingObserver& observer, Teacher& teacher) {
  say_role(observer, "teacher");
  trainer::TrainingOptions progress;
  progress.on_step = observer.on_step;
  progress.on_epoch = observer.on_epoch;
  Expected<Teacher> taught = train_teacher(project, set, progress);
  FIREFLY_RETURN_IF_ERROR(taught);
  teacher = std::move(*taught);
  say_role(observer, "student");
  return {};
}

/// A trained network, and the same as a graph.
struct Outcome {
  trainer::TrainedModel trained;
  Graph graph;
};

Expected<Outcome> train_once(const Project& project, const TrainingSet& set,
                             trainer::Batches& batches,
                             const trainer::TrainingParameters& parameters,
                             const trainer::TrainingOptions& options) {
  Expected<trainer::TrainedModel> trained = trainer::train(
      set.network, batches, *set.validation, parameters, options);
  FIREFLY_RETURN_IF_ERROR(trained);
  Expected<Graph> graph =
      trainer::to_graph(trained->floating.network, trained->values,
                        trained->ranges, project.name);
  FIREFLY_RETURN_IF_ERROR(graph);
  return Outcome{std::move(*trained), std::move(*graph)};
}

/// Learns again, with what `before` takes for an event and is none; false where
/// there is no such thing.
Expected<bool> learn_again(const Project& project, const TrainingSet& set,
                           const TrainingObserver& observer,
                           trainer::TrainingOptions options, Outcome& outcome,
                           TrainingResult& result) {
  const Expected<std::vector<Example>> hard =
      find_hard_negatives(project, outcome.graph, *set.data, *set.featurizer);
  FIREFLY_RETURN_IF_ERROR(hard);
  result.hard_negatives.push_back(hard->size());
  say_role(observer,
           fmt::format("{} windows of {} were taken for an event", hard->size(),
                       fmt::join(project.events.silent, ", ")));
  if (hard->empty()) {
    return false;
  }
  const trainer::HardNegativeParameters& how = project.training.hard_negatives;
  std::vector<Example> examples =
      learned_examples(project, *set.data, *set.featurizer, kTrain);
  for (int i = 0; i < how.weight; ++i) {
    examples.insert(examples.end(), hard->begin(), hard->end());
  }
  const Expected<std::unique_ptr<trainer::Batches>> batches =
      training_batches(project, set, std::move(examples));
  FIREFLY_RETURN_IF_ERROR(batches);
  trainer::TrainingParameters parameters = project.training;
  parameters.epochs = how.epochs;
  parameters.learning_rate *= kRelearningRate;
  parameters.warm_up = 0;
  const TrainingRound round = training_round(
      result.start.folder, static_cast<int>(result.hard_negatives.size()));
  options.checkpoint = round.checkpoint;
  options.identity = round.identity;
  options.start = &outcome.trained.float_values;
  Expected<Outcome> next =
      train_once(project, set, **batches, parameters, options);
  FIREFLY_RETURN_IF_ERROR(next);
  outcome = std::move(*next);
  return true;
}

Expected<Outcome> train_in_rounds(const Project& project,
                                  const TrainingSet& set,
                                  const TrainingObserver& observer,
                                  const TrainingScope& scope,
                                  TrainingResult& result) {
  trainer::TrainingOptions options;
  options.pause_after = scope.pause_after;
  const TrainingRound first = training_round(result.start.folder, 0);
  options.checkpoint = first.checkpoint;
  options.identity = first.identity;
  options.on_step = observer.on_step;
  options.on_epoch = [&](const trainer::EpochProgress& epoch) {
    result.epochs.push_back(epoch);
    return !observer.on_epoch || observer.on_epoch(epoch);
  };
  Teacher teacher;
  if (project.training.teacher.design != nullptr) {
    FIREFLY_RETURN_IF_ERROR(teach(project, set, observer, teacher));
    result.teacher_score = teacher.score;
    options.teacher = &teacher.model;
  }
  Expected<Outcome> outcome =
      train_once(project, set, *set.training, project.training, options);
  FIREFLY_RETURN_IF_ERROR(outcome);
  // What pauses goes on later, and learns from its mistakes then.
  const int rounds =
      scope.pause_after > 0 ? 0 : project.training.hard_negatives.rounds;
  for (int i = 0; i < rounds; ++i) {
    const Expected<bool> has_learnt =
        learn_again(project, set, observer, options, *outcome, result);
    FIREFLY_RETURN_IF_ERROR(has_learnt);
    if (!*has_learnt) {
      break;
    }
  }
  return outcome;
}

}  // namespace

Expected<TrainingResult> train_project(const Project& project,
                                       const TrainingObserver& observer,
                                       const TrainingScope& scope) {
  const Expected<TrainingSet> set = make_training_set(project, scope.data);
  FIREFLY_RETURN_IF_ERROR(set);
  TrainingResult result;
  result.start = start_of(project, *set, scope);
  if (observer.on_start) {
    observer.on_start(result.start);
  }
  FIREFLY_RETURN_IF_ERROR(write_file(result.start.folder / kProjectFile,
                                     configuration_of(project)));
  FIREFLY_RETURN_IF_ERROR(write_file(result.start.folder / "manifest.json",
                                     manifest_of(*set->data)));
  const Expected<Outcome> outcome =
      train_in_rounds(project, *set, observer, scope, result);
  FIREFLY_RETURN_IF_ERROR(outcome);
  const trainer::TrainedModel* const trained = &outcome->trained;
  const Graph* const graph = &outcome->graph;
  const Expected<std::vector<uint8_t>> model = write_tflite(*graph);
  FIREFLY_RETURN_IF_ERROR(model);
  result.float_score = trained->float_score;
  result.quantized_score = trained->quantized_score;
  if (project.model.task == trainer::Task::kClassify) {
    const Expected<std::vector<Prediction>> predictions =
        predict(*graph, *set->validation);
    FIREFLY_RETURN_IF_ERROR(predictions);
    result.quantized_score.accuracy =
        accuracy_of(*predictions, *set->validation);
  }
  if (scope.runs.empty()) {
    result.test = on_test_windows(project, *set, *trained, *graph);
  }
  result.model = result.start.folder / "model.tflite";
  FIREFLY_RETURN_IF_ERROR(write_run(project, *set, *model, result, scope));
  return result;
}

}  // namespace firefly
