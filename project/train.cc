// SPDX-License-Identifier: Apache-2.0
#include "project/train.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/version.h"
#include "config/toml_writer.h"
#include "data/hash.h"
#include "data/manifest.h"
#include "formats/files.h"
#include "formats/tflite/writer.h"
#include "project/augmented_batches.h"
#include "project/example_batches.h"
#include "project/model_card.h"
#include "project/project_data.h"
#include "project/score_model.h"
#include "project/training_page.h"
#include "trainer/export.h"

namespace firefly {
namespace {

/// Everything that a training needs in memory.
struct Prepared {
  /// Stays where it is: the batches point to it.
  std::shared_ptr<const DataSet> data;
  std::unique_ptr<Featurizer> featurizer;
  std::vector<ClassBalance> classes;
  std::unique_ptr<trainer::Batches> training;
  std::unique_ptr<ExampleBatches> validation;
  trainer::Network network;
  std::string configuration;  ///< All keys, defaults included.
};

std::string configuration_of(const Project& project) {
  Project copy = project;
  return write_toml([&](Keys& keys) { declare(keys, copy); });
}

std::vector<ClassBalance> balance_of(const DataSet& data,
                                     const Featurizer& featurizer,
                                     WindowChoice choice) {
  std::vector<ClassBalance> classes;
  for (const std::string& name : data.classes) {
    classes.push_back({name});
  }
  classes.resize(std::max<size_t>(1, classes.size()));
  const auto count = [&](std::string_view split,
                         int64_t ClassBalance::*member) {
    for (const Example& example :
         list_examples(data, split, featurizer.layout(), choice)) {
      ++(classes[static_cast<size_t>(example.label)].*member);
    }
  };
  count("train", &ClassBalance::training);
  count("validation", &ClassBalance::validation);
  count("test", &ClassBalance::test);
  return classes;
}

/// What no training can make up for.
Status check_balance(const Project& project,
                     const std::vector<ClassBalance>& classes) {
  const std::string file = (project.folder / kProjectFile).string();
  const bool is_classifier = project.model.task == trainer::Task::kClassify;
  if (is_classifier && classes.size() < 2) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: data: found {} class; a classifier needs two "
                             "or more (folders, or labels of data.list), and "
                             "an anomaly detector model.architecture = "
                             "\"autoencoder\"",
                             file, classes.size())};
  }
  int64_t validation = 0;
  std::vector<std::string> empty;
  for (const ClassBalance& one : classes) {
    validation += one.validation;
    if (one.training == 0 && (is_classifier || classes.size() == 1)) {
      empty.push_back(one.name);
    }
  }
  if (!empty.empty()) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("{}: data: no recording to train on in {}: add some, take "
                    "the class out of data.classes, or lower the percentages "
                    "of data.split",
                    file, fmt::join(empty, ", "))};
  }
  if (validation == 0) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: data.split: no recording is left to validate "
                             "on: raise validation_percent (there may be too "
                             "few groups), or name validation_groups",
                             file)};
  }
  return {};
}

/// A network that repeats its input learns what is normal alone.
std::vector<Example> learned_examples(const Project& project,
                                      const Prepared& prepared,
                                      std::string_view split) {
  std::vector<Example> examples =
      list_examples(*prepared.data, split, prepared.featurizer->layout(),
                    project.window.choice);
  const EventParameters& events = project.events;
  if (project.model.task == trainer::Task::kReconstruct &&
      !events.silent.empty()) {
    std::erase_if(examples, [&](const Example& example) {
      return !events.is_silent(
          prepared.data->recordings[example.recording].label);
    });
  }
  return examples;
}

Expected<Prepared> prepare(const Project& project,
                           std::shared_ptr<const DataSet> loaded) {
  Prepared prepared;
  prepared.data = std::move(loaded);
  if (prepared.data == nullptr) {
    Expected<DataSet> data = load_project_data(project);
    FIREFLY_RETURN_IF_ERROR(data);
    prepared.data = std::make_shared<const DataSet>(std::move(*data));
  }
  Expected<std::unique_ptr<Featurizer>> featurizer =
      Featurizer::create(project, longest_recording(*prepared.data));
  FIREFLY_RETURN_IF_ERROR(featurizer);
  prepared.featurizer = std::move(*featurizer);
  prepared.classes =
      balance_of(*prepared.data, *prepared.featurizer, project.window.choice);
  FIREFLY_RETURN_IF_ERROR(check_balance(project, prepared.classes));
  const FeatureFormat& format = prepared.featurizer->format();
  Expected<trainer::Network> network = project.model.design->make(
      {{prepared.featurizer->layout().rows, format.width, format.channels},
       format.scale,
       format.zero_point},
      static_cast<int>(prepared.data->classes.size()));
  FIREFLY_RETURN_IF_ERROR(network);
  prepared.network = std::move(*network);
  Expected<Augmenter> augmenter = Augmenter::make(
      project.augmentation, project.sensor.format(), prepared.data->noise,
      static_cast<uint64_t>(project.training.seed));
  FIREFLY_RETURN_IF_ERROR(augmenter);
  prepared.training = std::make_unique<AugmentedBatches>(
      *prepared.data, learned_examples(project, prepared, "train"),
      *prepared.featurizer, std::move(*augmenter),
      static_cast<uint64_t>(project.training.seed));
  prepared.validation = std::make_unique<ExampleBatches>(
      *prepared.data, learned_examples(project, prepared, "validation"),
      *prepared.featurizer);
  prepared.configuration = configuration_of(project);
  return prepared;
}

/// All that the model's bytes depend on.
std::string identity_of(const Prepared& prepared) {
  std::string text =
      fmt::format("firefly {}\n{}", kVersion, prepared.configuration);
  text += digest_of(*prepared.data);
  return sha256(
      std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

TrainingStart start_of(const Project& project, const Prepared& prepared,
                       const TrainingScope& scope) {
  TrainingStart start;
  start.id = identity_of(prepared).substr(0, 12);
  start.folder =
      (scope.runs.empty() ? project.folder / "runs" : scope.runs) / start.id;
  start.classes = prepared.classes;
  start.problems = prepared.data->problems;
  start.rows = prepared.featurizer->layout().rows;
  start.features = prepared.featurizer->format();
  start.parameters =
      static_cast<int64_t>(trainer::layout_of(prepared.network).parameters);
  start.goes_on = std::filesystem::exists(start.folder / "checkpoint");
  return start;
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
  const nlohmann::ordered_json json = {
      {"firefly", kVersion},
      {"id", result.start.id},
      {"float",
       {{"accuracy", result.float_score.accuracy},
        {"loss", result.float_score.loss}}},
      {"int8",
       {{"accuracy", result.quantized_score.accuracy},
        {"loss", result.quantized_score.loss}}},
      {"epochs", epochs}};
  return json.dump(2) + "\n";
}

Status write_run(const Project& project, const Prepared& prepared,
                 const std::vector<uint8_t>& model,
                 const TrainingResult& result, const TrainingScope& scope) {
  const std::filesystem::path& folder = result.start.folder;
  const std::span<const uint8_t> bytes(model);
  const std::string card = model_card(project, *prepared.data, result, model);
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
  for (const std::string& name : prepared.data->classes) {
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

}  // namespace

Expected<TrainingResult> train_project(const Project& project,
                                       const TrainingObserver& observer,
                                       const TrainingScope& scope) {
  const Expected<Prepared> prepared = prepare(project, scope.data);
  FIREFLY_RETURN_IF_ERROR(prepared);
  TrainingResult result;
  result.start = start_of(project, *prepared, scope);
  if (observer.on_start) {
    observer.on_start(result.start);
  }
  FIREFLY_RETURN_IF_ERROR(
      write_file(result.start.folder / kProjectFile, prepared->configuration));
  FIREFLY_RETURN_IF_ERROR(write_file(result.start.folder / "manifest.json",
                                     manifest_of(*prepared->data)));
  trainer::TrainingOptions options;
  options.checkpoint = result.start.folder / "checkpoint";
  options.identity = result.start.id;
  options.pause_after = scope.pause_after;
  options.on_step = observer.on_step;
  options.on_epoch = [&](const trainer::EpochProgress& epoch) {
    result.epochs.push_back(epoch);
    return !observer.on_epoch || observer.on_epoch(epoch);
  };
  const Expected<trainer::TrainedModel> trained =
      trainer::train(prepared->network, *prepared->training,
                     *prepared->validation, project.training, options);
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
        predict(*graph, *prepared->validation);
    FIREFLY_RETURN_IF_ERROR(predictions);
    result.quantized_score.accuracy =
        accuracy_of(*predictions, *prepared->validation);
  }
  result.model = result.start.folder / "model.tflite";
  FIREFLY_RETURN_IF_ERROR(write_run(project, *prepared, *model, result, scope));
  return result;
}

}  // namespace firefly
