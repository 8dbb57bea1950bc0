// SPDX-License-Identifier: Apache-2.0
#include "tuning/trial_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "config/toml_writer.h"
#include "evaluation/metrics.h"
#include "project/example_batches.h"
#include "project/project_data.h"
#include "project/project_model.h"
#include "project/score_model.h"
#include "project/train.h"

namespace firefly {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMostLoaded = 2;

/// All keys that say which data there are.
std::string data_key(const Project& project) {
  Project copy = project;
  return write_toml([&](Keys& keys) {
    declare(keys, copy.sensor);
    declare(keys, copy.data);
    keys.table({"synthesis", "", ""},
               [&](Keys& table) { declare(table, copy.synthesis); });
  });
}

/// The area under the curve of reconstruction errors, normal windows against
/// the others of the validation data.
Expected<double> anomaly_auc(const Project& project, const DataSet& data,
                             const std::filesystem::path& model) {
  Expected<std::unique_ptr<Featurizer>> featurizer =
      Featurizer::create(project, longest_recording(data));
  FIREFLY_RETURN_IF_ERROR(featurizer);
  const Expected<Graph> graph = read_model(model, **featurizer);
  FIREFLY_RETURN_IF_ERROR(graph);
  const ExampleBatches batches(
      data,
      list_examples(data, "validation", (*featurizer)->layout(),
                    project.window.choice),
      **featurizer);
  const Expected<std::vector<Prediction>> predictions =
      predict(*graph, batches);
  FIREFLY_RETURN_IF_ERROR(predictions);
  std::vector<double> normal;
  std::vector<double> others;
  for (size_t i = 0; i < predictions->size(); ++i) {
    const Recording& recording =
        data.recordings[batches.examples()[i].recording];
    (project.events.is_silent(recording.label) ? normal : others)
        .push_back(
            reconstruction_error(*graph, (*predictions)[i], batches.rows(i)));
  }
  return area(roc(others, normal));
}

}  // namespace

Expected<std::shared_ptr<const DataSet>> LoadedData::load(
    const Project& project) {
  const std::lock_guard lock(mutex_);
  const std::string key = data_key(project);
  for (const Loaded& one : loaded_) {
    if (one.key == key) {
      return one.data;
    }
  }
  Expected<DataSet> data = load_project_data(project);
  FIREFLY_RETURN_IF_ERROR(data);
  if (loaded_.size() == kMostLoaded) {
    loaded_.erase(loaded_.begin());
  }
  loaded_.push_back({key, std::make_shared<const DataSet>(std::move(*data))});
  return loaded_.back().data;
}

Expected<Project> TunedProject::with(const std::vector<KeyValue>& keys) const {
  Expected<Project> project =
      parse_project(text, (folder / kProjectFile).string(), to_toml(keys));
  FIREFLY_RETURN_IF_ERROR(project);
  project->folder = folder;
  project->training.epochs = epochs;
  project->training.teacher = {};
  return project;
}

Expected<Objective> objective_of(const Project& project) {
  const bool is_classifier = project.model.task == trainer::Task::kClassify;
  const Objective asked = project.tune.objective;
  if (asked == Objective::kAuto) {
    return is_classifier ? Objective::kAccuracy : Objective::kAuc;
  }
  if (asked == Objective::kAccuracy && !is_classifier) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("tune.objective: {} repeats its input and has no "
                             "accuracy; expected auc or loss",
                             project.model.architecture)};
  }
  if (asked == Objective::kAuc && is_classifier) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("tune.objective: auc is of networks that repeat "
                             "their input; of {} expected accuracy or loss",
                             project.model.architecture)};
  }
  return asked;
}

Expected<RungResult> run_training(const Project& project, Objective objective,
                                  const TrialTraining& training) {
  const Clock::time_point begin = Clock::now();
  TrainingObserver observer;
  observer.on_epoch = [&](const trainer::EpochProgress& /*epoch*/) {
    return training.may_go_on();
  };
  TrainingScope scope;
  scope.runs = training.runs;
  scope.data = training.data;
  scope.pause_after = training.pause_after;
  const Expected<TrainingResult> trained =
      train_project(project, observer, scope);
  FIREFLY_RETURN_IF_ERROR(trained);
  RungResult result;
  result.run = trained->start.id;
  result.loss = trained->quantized_score.loss;
  if (objective == Objective::kAuc) {
    const Expected<double> auc =
        anomaly_auc(project, *training.data, trained->model);
    FIREFLY_RETURN_IF_ERROR(auc);
    result.score = *auc;
  } else {
    result.score = objective == Objective::kAccuracy
                       ? trained->quantized_score.accuracy
                       : -result.loss;
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return result;
}

}  // namespace firefly
