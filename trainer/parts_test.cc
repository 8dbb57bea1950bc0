// SPDX-License-Identifier: Apache-2.0
//
// The parts of a training that need no torch.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "graph/graph.h"
#include "trainer/architecture.h"
#include "trainer/checkpoint.h"
#include "trainer/initial_values.h"
#include "trainer/network_builder.h"
#include "trainer/optimizer.h"
#include "trainer/phase.h"
#include "trainer/schedule.h"
#include "trainer/score.h"

namespace firefly::trainer {
namespace {

using ::testing::HasSubstr;

TEST(LearningRate, RisesThenFallsToZero) {
  EXPECT_NEAR(learning_rate_at(0, 100, 9, 1), 0.1, 1e-9);
  EXPECT_NEAR(learning_rate_at(8, 100, 9, 1), 0.9, 1e-9);
  EXPECT_NEAR(learning_rate_at(9, 100, 9, 1), 1, 1e-9);
  EXPECT_NEAR(learning_rate_at(50, 100, 0, 2), 1, 1e-9);
  EXPECT_LT(learning_rate_at(99, 100, 9, 1), 1e-3);
  EXPECT_EQ(learning_rate_at(0, 1, 0, 3), 3);
}

TEST(Shuffled, IsAPermutationThatFollowsFromSeedAndEpoch) {
  std::vector<size_t> order = shuffled(100, 1, 2);
  EXPECT_EQ(order, shuffled(100, 1, 2));
  EXPECT_NE(order, shuffled(100, 1, 3));
  EXPECT_NE(order, shuffled(100, 2, 2));
  std::sort(order.begin(), order.end());
  for (size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(order[i], i);
  }
}

// The bottom of (x − 3)²; the second number has no slope, only decay.
std::vector<float> descended(OptimizerKind kind, double rate, int steps) {
  Layout layout;
  layout.parameters = 3;
  layout.places.resize(1);
  layout.places[0].weights = 0;
  layout.places[0].weight_count = 2;
  layout.places[0].bias = 2;
  OptimizerParameters parameters;
  parameters.kind = kind;
  parameters.weight_decay = 0.01;
  OptimizerState state;
  std::vector<float> values = {0, 5, 7};
  for (int i = 0; i < steps; ++i) {
    take_step(parameters, rate, layout, {2 * (values[0] - 3), 0, 0}, state,
              values);
  }
  EXPECT_EQ(state.step, steps);
  return values;
}

TEST(Optimizer, FindsTheBottomAndPullsWeightsOnly) {
  for (const auto& [kind, rate] : {std::pair{OptimizerKind::kAdam, 0.05},
                                   std::pair{OptimizerKind::kSgd, 0.02}}) {
    const std::vector<float> values = descended(kind, rate, 400);
    EXPECT_NEAR(values[0], 3, 0.05);
    EXPECT_LT(values[1], 4.9F);
    EXPECT_GT(values[1], 0);
    EXPECT_EQ(values[2], 7);
  }
}

TEST(Optimizer, FirstStepOfAdamIsTheLearningRate) {
  EXPECT_NEAR(descended(OptimizerKind::kAdam, 0.05, 1)[0], 0.05, 1e-6);
}

TEST(Score, IsBetterByTheMetricThenByTheLoss) {
  const Score good{0.9, 0.5};
  EXPECT_TRUE(good.beats({0.8, 0.1}, Metric::kAccuracy));
  EXPECT_FALSE(good.beats({0.8, 0.1}, Metric::kLoss));
  EXPECT_TRUE(good.beats({0.9, 0.6}, Metric::kAccuracy));
  EXPECT_FALSE(good.beats(good, Metric::kAccuracy));
}

class CheckpointTest : public ::testing::Test {
 protected:
  CheckpointTest() {
    state_.floating.epoch = 3;
    state_.floating.values = {{1, 2, 3}, {4}};
    state_.floating.optimizer = {7, {1, 1, 1}, {2, 2, 2}};
    state_.floating.best = {0.5, 0.25};
    state_.quantized.ranges = {{-1, 1}, {0, 6}};
    bytes_ = encode_checkpoint(state_, "settings");
  }

  TrainingState state_;
  std::vector<uint8_t> bytes_;
};

TEST_F(CheckpointTest, ComesBack) {
  const Expected<TrainingState> back = decode_checkpoint(bytes_, "settings");
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(encode_checkpoint(*back, "settings"), bytes_);
  EXPECT_EQ(back->floating.values.parameters,
            state_.floating.values.parameters);
  EXPECT_EQ(back->quantized.ranges[1].high, 6);
}

TEST_F(CheckpointTest, OfOtherSettingsIsRefused) {
  EXPECT_THAT(decode_checkpoint(bytes_, "others").error().message,
              HasSubstr("belongs to other settings or other data"));
}

TEST_F(CheckpointTest, DamagedIsRefused) {
  for (size_t i = 0; i < bytes_.size(); ++i) {
    std::vector<uint8_t> damaged = bytes_;
    damaged[i] ^= 0x10;
    EXPECT_FALSE(decode_checkpoint(damaged, "settings").ok()) << i;
    const std::vector<uint8_t> cut(
        bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(decode_checkpoint(cut, "settings").ok()) << i;
  }
}

TEST_F(CheckpointTest, FileThatCanNotBeUsedSaysWhatToDo) {
  const std::filesystem::path path =
      std::filesystem::path(::testing::TempDir()) / "damaged_checkpoint";
  std::ofstream(path) << "FFCKthis is not one";
  EXPECT_THAT(load_checkpoint(path, "settings").error().message,
              HasSubstr("remove the file to train from the start"));
  std::filesystem::remove(path);
}

TEST(Architectures, HaveTheSizesOfTheirModels) {
  struct Known {
    const char* name;
    InputFormat input;
    int classes;
    size_t weights;  ///< Without biases and batch norms.
  };
  // Of the models of MLPerf Tiny.
  constexpr Known kKnown[] = {
      {"ds-cnn", {{49, 10, 1}}, 12, 22016},
      {"mobilenet-v1", {{96, 96, 3}}, 2, 208112},
      {"resnet-8", {{32, 32, 3}}, 10, 77360},
      {"autoencoder", {{5, 128, 1}}, 0, 264192},
  };
  for (const Known& known : kKnown) {
    const Expected<Network> network = find_architecture(known.name)
                                          ->design()
                                          ->make(known.input, known.classes);
    ASSERT_TRUE(network.ok()) << network.error().message;
    size_t weights = 0;
    for (const Place& place : layout_of(*network).places) {
      weights += place.weight_count;
    }
    EXPECT_EQ(weights, known.weights) << known.name;
  }
}

TEST(Architectures, TakeTheSmallestInput) {
  for (const ArchitectureKind& kind : architecture_kinds()) {
    const Expected<Network> network = kind.design()->make({{1, 1, 1}}, 2);
    if (kind.name == "streaming-tcn") {
      EXPECT_THAT(network.error().message,
                  HasSubstr("the input has 1 rows; make `kernels`"));
      continue;
    }
    ASSERT_TRUE(network.ok()) << kind.name;
    EXPECT_EQ(network->output().size(), kind.task == Task::kClassify ? 2 : 1);
  }
}

TEST(Architectures, AreSortedByName) {
  EXPECT_TRUE(std::ranges::is_sorted(architecture_kinds(), {},
                                     &ArchitectureKind::name));
  EXPECT_EQ(find_architecture("ds-cn"), nullptr);
}

TEST(InitialValues, FollowFromTheSeed) {
  NetworkBuilder net(InputFormat{{4, 4, 8}});
  net.conv(64, {3, 3}, Padding::kSame, Rectifier::kRelu);
  const Network network = *net.finish(Task::kClassify);
  const Values values = initial_values(network, 1);
  EXPECT_EQ(values.parameters, initial_values(network, 1).parameters);
  EXPECT_NE(values.parameters, initial_values(network, 2).parameters);
  const Place place = layout_of(network).places[0];
  double squares = 0;
  for (size_t i = 0; i < place.weight_count; ++i) {
    squares += std::pow(static_cast<double>(values.parameters[i]), 2);
  }
  EXPECT_NEAR(squares / static_cast<double>(place.weight_count), 2.0 / 72,
              0.002);
  EXPECT_EQ(values.parameters[place.gain], 1);
  EXPECT_EQ(values.statistics[place.variance], 1);
}

}  // namespace
}  // namespace firefly::trainer
