// SPDX-License-Identifier: Apache-2.0
#include "trainer/engine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "trainer/initial_values.h"
#include "trainer/network_builder.h"
#include "trainer/testing/waves.h"

namespace firefly::trainer {
namespace {

using testing::Waves;

constexpr InputFormat kFormat{{7, 5, 2}, 0.02F, 1};
constexpr int kClasses = 3;
constexpr size_t kExamples = 24;

// Every kind of layer, margins on one side only among them.
Network network_of(Task task) {
  NetworkBuilder net(kFormat);
  const int first = net.conv(4, {4, 2, 1, 1}, Padding::kSame, Rectifier::kNone);
  net.depthwise({3, 3}, Padding::kSame, Rectifier::kRelu6);
  const int second = net.pointwise(4, Rectifier::kNone);
  net.add(first, second, Rectifier::kRelu);
  net.conv(6, {3, 3, 2, 2}, Padding::kValid, Rectifier::kNone);
  net.average_pool();
  net.dense(task == Task::kClassify ? kClasses : kFormat.extent.size(),
            Rectifier::kNone);
  return *net.finish(task);
}

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() { std::iota(all_.begin(), all_.end(), size_t{0}); }

  [[nodiscard]] Selection examples() const {
    return {batches_, all_.data(), all_.size()};
  }

  // Against differences of the loss, in places all over the parameters.
  void expect_gradient(Task task, const Loss& loss, Engine& engine) {
    Values values = initial_values(network_of(task), 3);
    const Gradient gradient =
        engine.gradient(values, nullptr, examples(), loss, 1);
    ASSERT_EQ(gradient.gradient.size(), values.parameters.size());
    constexpr float kStep = 2e-3F;
    for (size_t i = 0; i < values.parameters.size(); i += 29) {
      const float kept = values.parameters[i];
      values.parameters[i] = kept + kStep;
      const double above =
          engine.gradient(values, nullptr, examples(), loss, 1).loss;
      values.parameters[i] = kept - kStep;
      const double below =
          engine.gradient(values, nullptr, examples(), loss, 1).loss;
      values.parameters[i] = kept;
      EXPECT_NEAR(gradient.gradient[i],
                  (above - below) / (2 * static_cast<double>(kStep)), 0.01)
          << "parameter " << i;
    }
  }

  Waves batches_{kFormat, kClasses, kExamples, 1, false};
  std::vector<size_t> all_ = std::vector<size_t>(kExamples);
};

TEST_F(EngineTest, GradientIsTheSlopeOfTheLoss) {
  Loss loss;
  loss.label_smoothing = 0.1F;
  loss.class_weights = {1, 0.5F, 2};
  expect_gradient(Task::kClassify, loss,
                  **make_engine(network_of(Task::kClassify), 1));
}

TEST_F(EngineTest, GradientIsTheSlopeOfAReconstruction) {
  expect_gradient(Task::kReconstruct, {},
                  **make_engine(network_of(Task::kReconstruct), 1));
}

TEST_F(EngineTest, GradientIsTheSlopeOfADistillation) {
  Loss loss;
  loss.distillation = 0.7F;
  loss.temperature = 3;
  NetworkBuilder net(kFormat);
  net.dense(kClasses, Rectifier::kNone);
  const Network teacher = *net.finish(Task::kClassify);
  const Expected<std::unique_ptr<Engine>> engine =
      make_engine(network_of(Task::kClassify), 1);
  (*engine)->set_teacher(teacher, initial_values(teacher, 8));
  expect_gradient(Task::kClassify, loss, **engine);
}

TEST_F(EngineTest, SmoothedLossIsThatOfTheFormula) {
  // Logits that do not depend on the input: all weights 0.
  NetworkBuilder net(kFormat);
  net.dense(kClasses, Rectifier::kNone);
  const Network network = *net.finish(Task::kClassify);
  Values values = initial_values(network, 1);
  std::fill(values.parameters.begin(), values.parameters.end(), 0.0F);
  const size_t bias = layout_of(network).places[0].bias;
  values.parameters[bias] = std::log(2.0F);
  Loss loss;
  loss.label_smoothing = 0.3F;
  loss.class_weights = {2, 1, 1};
  // Softmax: 1/2, 1/4, 1/4. A third of the examples has each label.
  const double of_first = -0.8 * std::log(0.5) - 0.2 * std::log(0.25);
  const double of_others =
      -0.1 * std::log(0.5) - 0.8 * std::log(0.25) - 0.1 * std::log(0.25);
  const double wanted = (2 * of_first + 2 * of_others) / 3;
  const Expected<std::unique_ptr<Engine>> engine = make_engine(network, 1);
  EXPECT_NEAR((*engine)->gradient(values, nullptr, examples(), loss, 1).loss,
              wanted, 1e-5);
}

/// Two labels an example.
class Mixed : public Waves {
 public:
  using Waves::Waves;
  void fill(size_t index, int8_t* rows, Target& target) const override {
    Waves::fill(index, rows, target);
    target = {0, 1, 0.25F};
  }
};

TEST_F(EngineTest, MixedLabelsShareTheLoss) {
  NetworkBuilder net(kFormat);
  net.dense(kClasses, Rectifier::kNone);
  const Network network = *net.finish(Task::kClassify);
  Values values = initial_values(network, 1);
  std::fill(values.parameters.begin(), values.parameters.end(), 0.0F);
  values.parameters[layout_of(network).places[0].bias] = std::log(2.0F);
  const Mixed mixed(kFormat, kClasses, kExamples, 1, false);
  const Expected<std::unique_ptr<Engine>> engine = make_engine(network, 1);
  EXPECT_NEAR(
      (*engine)
          ->gradient(values, nullptr, {mixed, all_.data(), all_.size()}, {}, 1)
          .loss,
      -0.75 * std::log(0.5) - 0.25 * std::log(0.25), 1e-5);
}

TEST_F(EngineTest, DropOutFollowsFromTheSeed) {
  NetworkBuilder net(kFormat);
  net.dense(16, Rectifier::kRelu);
  net.drop_out(0.5);
  net.dense(kClasses, Rectifier::kNone);
  const Network network = *net.finish(Task::kClassify);
  const Values values = initial_values(network, 1);
  const Expected<std::unique_ptr<Engine>> engine = make_engine(network, 1);
  const auto loss = [&](uint64_t seed) {
    return (*engine)->gradient(values, nullptr, examples(), {}, seed).loss;
  };
  EXPECT_EQ(loss(1), loss(1));
  EXPECT_NE(loss(1), loss(2));
}

}  // namespace
}  // namespace firefly::trainer
