// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/data_set.h"
#include "graph/status.h"
#include "project/example_batches.h"
#include "project/project.h"
#include "trainer/batches.h"
#include "trainer/network.h"

namespace firefly {

/// How many windows a class has.
struct ClassBalance {
  std::string name;
  int64_t training = 0;
  int64_t validation = 0;
  int64_t test = 0;
};

/// Everything that a training needs in memory.
struct TrainingSet {
  /// Stays where it is: the batches point to it.
  std::shared_ptr<const DataSet> data;
  std::unique_ptr<Featurizer> featurizer;
  std::vector<ClassBalance> classes;
  std::unique_ptr<trainer::Batches> training;
  std::unique_ptr<ExampleBatches> validation;
  trainer::Network network;  ///< Of the project.
};

/// Data, features and augmentation of a project; an error where they are not
/// enough to train on. `loaded` is what load_project_data() gave before; null:
/// loaded here.
[[nodiscard]] Expected<TrainingSet> make_training_set(
    const Project& project, std::shared_ptr<const DataSet> loaded = nullptr);

/// Examples of the set's data as training sees them, with augmentation.
[[nodiscard]] Expected<std::unique_ptr<trainer::Batches>> training_batches(
    const Project& project, const TrainingSet& set,
    std::vector<Example> examples);

/// The windows of a split that the project's network learns: all, or what is
/// normal where it repeats its input.
[[nodiscard]] std::vector<Example> learned_examples(
    const Project& project, const DataSet& data, const Featurizer& featurizer,
    std::string_view split);

/// The project's network for its features and so many classes.
[[nodiscard]] Expected<trainer::Network> make_network(
    const Project& project, const Featurizer& featurizer, size_t classes);

/// All keys, defaults included, as firefly.toml has them.
[[nodiscard]] std::string configuration_of(const Project& project);

/// Of the run that the project makes of this data: follows from all that the
/// model's bytes depend on.
[[nodiscard]] std::string run_id(const Project& project, const DataSet& data);

}  // namespace firefly
