// SPDX-License-Identifier: Apache-2.0
#include "project/training_set.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/version.h"
#include "config/toml_writer.h"
#include "data/hash.h"
#include "data/manifest.h"
#include "project/augmented_batches.h"
#include "project/project_data.h"

namespace firefly {
namespace {

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

}  // namespace

std::vector<Example> learned_examples(const Project& project,
                                      const DataSet& data,
                                      const Featurizer& featurizer,
                                      std::string_view split) {
  std::vector<Example> examples =
      list_examples(data, split, featurizer.layout(), project.window.choice);
  const EventParameters& events = project.events;
  if (project.model.task == trainer::Task::kReconstruct &&
      !events.silent.empty()) {
    std::erase_if(examples, [&](const Example& example) {
      return !events.is_silent(data.recordings[example.recording].label);
    });
  }
  return examples;
}

Expected<trainer::Network> make_network(const Project& project,
                                        const Featurizer& featurizer,
                                        size_t classes) {
  const FeatureFormat& format = featurizer.format();
  return project.model.design->make(
      {{featurizer.layout().rows, format.width, format.channels},
       format.scale,
       format.zero_point},
      static_cast<int>(classes));
}

Expected<std::unique_ptr<trainer::Batches>> training_batches(
    const Project& project, const TrainingSet& set,
    std::vector<Example> examples) {
  Expected<Augmenter> augmenter = Augmenter::make(
      project.augmentation, project.sensor.format(), set.data->noise,
      static_cast<uint64_t>(project.training.seed));
  FIREFLY_RETURN_IF_ERROR(augmenter);
  return std::unique_ptr<trainer::Batches>(std::make_unique<AugmentedBatches>(
      *set.data, std::move(examples), project.events.silent, *set.featurizer,
      std::move(*augmenter), static_cast<uint64_t>(project.training.seed)));
}

Expected<TrainingSet> make_training_set(const Project& project,
                                        std::shared_ptr<const DataSet> loaded) {
  TrainingSet set;
  set.data = std::move(loaded);
  if (set.data == nullptr) {
    Expected<DataSet> data = load_project_data(project);
    FIREFLY_RETURN_IF_ERROR(data);
    set.data = std::make_shared<const DataSet>(std::move(*data));
  }
  Expected<std::unique_ptr<Featurizer>> featurizer =
      Featurizer::create(project, longest_recording(*set.data));
  FIREFLY_RETURN_IF_ERROR(featurizer);
  set.featurizer = std::move(*featurizer);
  set.classes = balance_of(*set.data, *set.featurizer, project.window.choice);
  FIREFLY_RETURN_IF_ERROR(check_balance(project, set.classes));
  Expected<trainer::Network> network =
      make_network(project, *set.featurizer, set.data->classes.size());
  FIREFLY_RETURN_IF_ERROR(network);
  set.network = std::move(*network);
  Expected<std::unique_ptr<trainer::Batches>> training = training_batches(
      project, set,
      learned_examples(project, *set.data, *set.featurizer, "train"));
  FIREFLY_RETURN_IF_ERROR(training);
  set.training = std::move(*training);
  set.validation = std::make_unique<ExampleBatches>(
      *set.data,
      learned_examples(project, *set.data, *set.featurizer, "validation"),
      *set.featurizer);
  return set;
}

std::string configuration_of(const Project& project) {
  Project copy = project;
  return write_toml([&](Keys& keys) { declare(keys, copy); });
}

std::string run_id(const Project& project, const DataSet& data) {
  const std::string text = fmt::format(
      "firefly {}\n{}{}", kVersion, configuration_of(project), digest_of(data));
  return sha256(std::span(reinterpret_cast<const uint8_t*>(text.data()),
                          text.size()))
      .substr(0, 12);
}

}  // namespace firefly
