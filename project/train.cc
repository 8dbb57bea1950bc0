// SPDX-License-Identifier: Apache-2.0
#include "project/train.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/version.h"
#include "data/manifest.h"
#include "data/split.h"
#include "formats/files.h"
#include "formats/tflite/writer.h"
#include "project/model_card.h"
#include "project/score_model.h"
#include "project/teacher.h"
#include "project/training_page.h"
#include "trainer/export.h"

namespace firefly {
namespace {

TrainingStart start_of(const Project& project, const TrainingSet& set) {
  TrainingStart start;
  start.id = run_id(project, *set.data);
  start.folder = project.folder / "runs" / start.id;
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
  json["epochs"] = std::move(epochs);
  return json.dump(2) + "\n";
}

Status write_run(const Project& project, const TrainingSet& set,
                 const std::vector<uint8_t>& model,
                 const TrainingResult& result) {
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
  FIREFLY_RETURN_IF_ERROR(write_file(project.folder / "model-card.md", card));
  std::string labels;
  for (const std::string& name : set.data->classes) {
    labels += name + "\n";
  }
  FIREFLY_RETURN_IF_ERROR(write_file(folder / "labels.txt", labels));
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

}  // namespace

Expected<TrainingResult> train_project(const Project& project,
                                       const TrainingObserver& observer) {
  const Expected<TrainingSet> set = make_training_set(project);
  FIREFLY_RETURN_IF_ERROR(set);
  TrainingResult result;
  result.start = start_of(project, *set);
  if (observer.on_start) {
    observer.on_start(result.start);
  }
  FIREFLY_RETURN_IF_ERROR(write_file(result.start.folder / kProjectFile,
                                     configuration_of(project)));
  FIREFLY_RETURN_IF_ERROR(write_file(result.start.folder / "manifest.json",
                                     manifest_of(*set->data)));
  trainer::TrainingOptions options;
  options.checkpoint = result.start.folder / "checkpoint";
  options.identity = result.start.id;
  options.on_step = observer.on_step;
  options.on_epoch = [&](const trainer::EpochProgress& epoch) {
    result.epochs.push_back(epoch);
    return !observer.on_epoch || observer.on_epoch(epoch);
  };
  Teacher teacher;
  if (project.training.teacher.design != nullptr) {
    FIREFLY_RETURN_IF_ERROR(teach(project, *set, observer, teacher));
    result.teacher_score = teacher.score;
    options.teacher = &teacher.model;
  }
  const Expected<trainer::TrainedModel> trained =
      trainer::train(set->network, *set->training, *set->validation,
                     project.training, options);
  FIREFLY_RETURN_IF_ERROR(trained);
  const Expected<Graph> graph =
      trainer::to_graph(trained->floating.network, trained->values,
                        trained->ranges, project.name);
  FIREFLY_RETURN_IF_ERROR(graph);
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
  result.test = on_test_windows(project, *set, *trained, *graph);
  result.model = result.start.folder / "model.tflite";
  FIREFLY_RETURN_IF_ERROR(write_run(project, *set, *model, result));
  return result;
}

}  // namespace firefly
