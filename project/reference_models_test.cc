// SPDX-License-Identifier: Apache-2.0
//
// The models that MLPerf Tiny ships, on the recordings that it is scored with,
// through our own loaders, front ends and kernels. Its references reach 90 % of
// all 1000 clips and 85 % of all 200 pictures; of both, a part is at hand.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "data/load.h"
#include "data/testing/samples.h"
#include "formats/tflite/reader.h"
#include "project/example_batches.h"
#include "project/score_model.h"

namespace firefly {
namespace {

std::filesystem::path shared() {
  const char* const folder = std::getenv("FIREFLY_SHARED");
  return folder != nullptr ? folder : FIREFLY_SOURCE_DIR "/../shared";
}

/// Unpacks a set of the shared folder; false if it is not there.
bool unpack(const std::string& set, const testing::TemporaryFolder& folder) {
  const std::filesystem::path archive = shared() / "data" / (set + ".tar.xz");
  if (!std::filesystem::exists(archive)) {
    return false;
  }
  const std::string command = fmt::format(
      "tar -xf '{}' -C '{}'", archive.string(), folder.path().string());
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return true;
}

/// Accuracy of a shipped model on all recordings of a project.
double accuracy_on(const Project& project, DataSet data,
                   const std::string& model) {
  const Expected<Graph> graph =
      read_tflite_file(shared() / "data/models/mlperf_tiny" / model);
  EXPECT_TRUE(graph.ok()) << graph.error().message;
  auto featurizer = Featurizer::create(project, longest_recording(data));
  EXPECT_TRUE(featurizer.ok()) << featurizer.error().message;
  const ExampleBatches batches(
      data,
      list_examples(data, "train", (*featurizer)->layout(),
                    WindowChoice::kCentre),
      **featurizer);
  const auto predictions = predict(*graph, batches);
  EXPECT_TRUE(predictions.ok());
  EXPECT_GT(predictions->size(), 100U);
  return accuracy_of(*predictions, batches);
}

Project parsed(std::string_view text) {
  Expected<Project> project = parse_project(text, "test");
  EXPECT_TRUE(project.ok()) << project.error().message;
  return std::move(*project);
}

TEST(ReferenceModels, HearRealWordsThroughOurFeatures) {
  const testing::TemporaryFolder folder;
  if (!unpack("kws_speech_commands_mlperf", folder)) {
    GTEST_SKIP() << "needs ../shared/data/kws_speech_commands_mlperf";
  }
  Project project = parsed(R"([project]
name = "kws"
[front_end]
kind = "mfcc"
lowest = -123.372313799
highest = 25.726927996
[data]
include = ["wav/*.wav"]
classes = ["down", "go", "left", "no", "off", "on", "right", "stop", "up", "yes",
  "silence", "unknown"]
split = { rule = "none" }
)");
  project.data.path = (folder.path() / "kws_speech_commands_mlperf").string();
  Expected<DataSet> data =
      load_data(project.data, project.sensor.format(), ".");
  ASSERT_TRUE(data.ok()) << data.error().message;
  // The published features divide each clip by its maximum.
  for (Recording& recording : data->recordings) {
    std::vector<float>& values = recording.signal.values;
    const float most = *std::max_element(values.begin(), values.end());
    for (float& value : values) {
      value = most > 0 ? value / most : value;
    }
  }
  EXPECT_GE(accuracy_on(project, std::move(*data), "kws_ref_model.tflite"),
            0.89);
}

TEST(ReferenceModels, SeePicturesThroughOurFrontEnd) {
  const testing::TemporaryFolder folder;
  if (!unpack("ic_cifar10_mlperf", folder)) {
    GTEST_SKIP() << "needs ../shared/data/ic_cifar10_mlperf";
  }
  Project project = parsed(R"([project]
name = "ic"
[sensor]
kind = "camera"
channels = 3
width = 32
height = 32
[front_end]
kind = "image"
width = 32
height = 32
[data]
split = { rule = "none" }
)");
  project.data.path = (folder.path() / "ic_cifar10_mlperf").string();
  Expected<DataSet> data =
      load_data(project.data, project.sensor.format(), ".");
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_GE(
      accuracy_on(project, std::move(*data), "pretrainedResnet_quant.tflite"),
      0.82);
}

}  // namespace
}  // namespace firefly
