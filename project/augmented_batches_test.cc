// SPDX-License-Identifier: Apache-2.0
#include "project/augmented_batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "project/project.h"

namespace firefly {
namespace {

Recording constant(const std::string& label, int samples, float value) {
  Recording recording;
  recording.label = label;
  recording.split = "train";
  recording.signal.rate_hz = 1000;
  recording.signal.values.assign(static_cast<size_t>(samples), value);
  return recording;
}

/// Values of an example's window in each of twenty epochs.
std::vector<std::set<int>> values_by_epoch(double splice_probability,
                                           size_t example) {
  Expected<Project> project = parse_project(R"([project]
name = "splice"
[sensor]
rate_hz = 1000
[window]
length_ms = 40
[front_end]
kind = "raw"
[model]
architecture = "mlp"
[events]
silent = ["other"]
)",
                                            "test");
  EXPECT_TRUE(project.ok());
  project->augmentation.sound.splice_probability = splice_probability;
  DataSet data;
  data.classes = {"word", "other"};
  data.recordings = {constant("word", 40, -0.5F), constant("other", 40, 0.25F),
                     constant("other", 40, 0.75F)};
  auto featurizer = Featurizer::create(*project, 40);
  auto augmenter = Augmenter::make(project->augmentation,
                                   project->sensor.format(), data.noise, 1);
  EXPECT_TRUE(featurizer.ok() && augmenter.ok());
  AugmentedBatches batches(
      data,
      list_examples(data, "train", (*featurizer)->layout(), WindowChoice::kAll),
      project->events.silent, **featurizer, std::move(*augmenter), 1);
  std::vector<std::set<int>> values;
  std::vector<int8_t> rows((*featurizer)->size());
  for (int epoch = 0; epoch < 20; ++epoch) {
    trainer::Target target;
    batches.begin_epoch(epoch);
    batches.fill(example, rows.data(), target);
    values.emplace_back(rows.begin(), rows.end());
  }
  return values;
}

int kinds(const std::vector<std::set<int>>& epochs) {
  std::set<int> all;
  for (const std::set<int>& values : epochs) {
    all.insert(values.begin(), values.end());
  }
  return static_cast<int>(all.size());
}

TEST(AugmentedBatches, SpliceRecordingsOfSilentClassesOnly) {
  EXPECT_EQ(kinds(values_by_epoch(1, 0)), 1);
  const std::vector<std::set<int>> spliced = values_by_epoch(1, 1);
  EXPECT_EQ(kinds(spliced), 2);  // Itself and the other, never the word.
  EXPECT_TRUE(std::any_of(spliced.begin(), spliced.end(),
                          [](const auto& one) { return one.size() == 2; }));
  EXPECT_EQ(kinds(values_by_epoch(0, 1)), 1);
}

}  // namespace
}  // namespace firefly
