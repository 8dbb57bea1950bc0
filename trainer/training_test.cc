// SPDX-License-Identifier: Apache-2.0
#include "trainer/training.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "formats/tflite/reader.h"
#include "formats/tflite/writer.h"
#include "graph/interpreter.h"
#include "trainer/export.h"
#include "trainer/network_builder.h"
#include "trainer/testing/waves.h"

namespace firefly::trainer {
namespace {

using ::testing::HasSubstr;
using testing::Waves;

constexpr int kClasses = 4;
constexpr InputFormat kFormat{{16, 8, 1}, 0.0390625F, 3};

Network small_ds_cnn() {
  NetworkBuilder net(kFormat);
  net.conv(8, {5, 3, 2, 2}, Padding::kSame, Rectifier::kRelu);
  net.depthwise({3, 3}, Padding::kSame, Rectifier::kRelu);
  net.pointwise(12, Rectifier::kRelu);
  net.average_pool();
  net.drop_out(0.1);
  net.dense(kClasses, Rectifier::kNone);
  return *net.finish(Task::kClassify);
}

Network small_mlp() {
  NetworkBuilder net(kFormat);
  net.dense(24, Rectifier::kRelu);
  net.dense(kClasses, Rectifier::kNone);
  return *net.finish(Task::kClassify);
}

TrainingParameters quick() {
  TrainingParameters parameters;
  parameters.epochs = 6;
  parameters.batch = 64;
  parameters.learning_rate = 0.01;
  parameters.quantization.epochs = 3;
  parameters.quantization.calibration_examples = 128;
  return parameters;
}

std::vector<uint8_t> file_of(const TrainedModel& model) {
  const Expected<Graph> graph =
      to_graph(model.floating.network, model.values, model.ranges, "trained");
  EXPECT_TRUE(graph.ok()) << graph.error().message;
  const Expected<std::vector<uint8_t>> bytes = write_tflite(*graph);
  EXPECT_TRUE(bytes.ok()) << bytes.error().message;
  return *bytes;
}

double accuracy_of(const std::vector<uint8_t>& file, Batches& batches) {
  const Expected<Graph> graph = read_tflite(file, "trained");
  EXPECT_TRUE(graph.ok()) << graph.error().message;
  Interpreter interpreter(*graph);
  size_t right = 0;
  for (size_t i = 0; i < batches.size(); ++i) {
    Target target;
    batches.fill(i, reinterpret_cast<int8_t*>(interpreter.input(0).data()),
                 target);
    interpreter.invoke();
    const auto scores = interpreter.output(0);
    const auto* const values = reinterpret_cast<const int8_t*>(scores.data());
    right += std::max_element(values, values + scores.size()) - values ==
                     target.label
                 ? 1U
                 : 0U;
  }
  return static_cast<double>(right) / static_cast<double>(batches.size());
}

void expect_trains(const Network& network) {
  Waves training(kFormat, kClasses, 1024, 1, true);
  Waves validation(kFormat, kClasses, 400, 2, false);
  const Expected<TrainedModel> model =
      train(network, training, validation, quick(), {});
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_GE(model->float_score.accuracy, 0.95);
  const double in_int8 = accuracy_of(file_of(*model), validation);
  EXPECT_NEAR(in_int8, model->float_score.accuracy, 0.005);
  EXPECT_NEAR(in_int8, model->quantized_score.accuracy, 0.005);
}

TEST(Training, TeachesConvolutionsInInt8) { expect_trains(small_ds_cnn()); }

TEST(Training, TeachesDenseLayersInInt8) { expect_trains(small_mlp()); }

// What train() says about these arguments.
std::string refusal(size_t training, size_t validation,
                    const TrainingParameters& parameters,
                    const TrainingOptions& options = {}) {
  Waves some(kFormat, kClasses, training, 1, false);
  Waves others(kFormat, kClasses, validation, 2, false);
  const Expected<TrainedModel> model =
      train(small_mlp(), some, others, parameters, options);
  return model.ok() ? "" : model.error().message;
}

TEST(Training, SaysWhatIsWrong) {
  EXPECT_THAT(refusal(1, 4, quick()), HasSubstr("at least 2 examples"));
  EXPECT_THAT(refusal(8, 0, quick()), HasSubstr("validation: expected"));
  TrainingParameters parameters = quick();
  parameters.class_weights = {1, 2};
  EXPECT_THAT(refusal(8, 4, parameters),
              HasSubstr("class_weights: expected 4, one a class, found 2"));
  NetworkBuilder net(InputFormat{{3, 1, 1}});
  net.dense(kClasses, Rectifier::kNone);
  const Model teacher{*net.finish(Task::kClassify), {}};
  TrainingOptions options;
  options.teacher = &teacher;
  EXPECT_THAT(refusal(8, 4, quick(), options),
              HasSubstr("the teacher has another input"));
}

TEST(Training, SaysWhenItDiverges) {
  TrainingParameters parameters = quick();
  parameters.optimizer.kind = OptimizerKind::kSgd;
  parameters.learning_rate = 1e30;
  EXPECT_THAT(refusal(64, 4, parameters),
              HasSubstr("the loss is not a number any more"));
}

TEST(Training, LearnsFromATeacherAndInTheSmallest) {
  Waves two(kFormat, 2, 2, 1, false);
  TrainingParameters parameters = quick();
  parameters.epochs = 2;
  TrainingOptions options;
  options.float_only = true;
  const Expected<TrainedModel> teacher =
      train(small_mlp(), two, two, parameters, options);
  ASSERT_TRUE(teacher.ok()) << teacher.error().message;
  EXPECT_TRUE(teacher->ranges.empty());
  options.teacher = &teacher->floating;
  options.float_only = false;
  const Expected<TrainedModel> student =
      train(small_ds_cnn(), two, two, parameters, options);
  ASSERT_TRUE(student.ok()) << student.error().message;
  EXPECT_FALSE(file_of(*student).empty());
}

class Interrupted : public ::testing::Test {
 protected:
  std::vector<uint8_t> train_until(const TrainingParameters& parameters,
                                   int epochs) {
    Waves training(kFormat, kClasses, 200, 1, true);
    Waves validation(kFormat, kClasses, 40, 2, false);
    TrainingOptions options;
    options.checkpoint = checkpoint_;
    options.identity = "waves";
    options.on_epoch = [&](const EpochProgress&) { return --epochs != 0; };
    const Expected<TrainedModel> model =
        train(small_ds_cnn(), training, validation, parameters, options);
    return model.ok() ? file_of(*model) : std::vector<uint8_t>{};
  }

  void TearDown() override { std::filesystem::remove(checkpoint_); }

  std::filesystem::path checkpoint_ =
      std::filesystem::path(::testing::TempDir()) /
      ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Interrupted, GoesOnToTheSameBytes) {
  for (const OptimizerKind kind : {OptimizerKind::kAdam, OptimizerKind::kSgd}) {
    TrainingParameters parameters = quick();
    parameters.epochs = 3;
    parameters.quantization.epochs = 2;
    parameters.optimizer.kind = kind;
    std::filesystem::remove(checkpoint_);
    const std::vector<uint8_t> whole = train_until(parameters, -1);
    ASSERT_FALSE(whole.empty());
    for (const int epoch : {1, 3, 4}) {
      std::filesystem::remove(checkpoint_);
      EXPECT_TRUE(train_until(parameters, epoch).empty());
      EXPECT_EQ(train_until(parameters, -1), whole) << "stopped at " << epoch;
    }
  }
}

TEST_F(Interrupted, DoesNotDependOnThreads) {
  TrainingParameters parameters = quick();
  parameters.epochs = 2;
  parameters.quantization.epochs = 1;
  std::vector<std::vector<uint8_t>> files;
  for (const int threads : {1, 2, 3}) {
    parameters.threads = threads;
    std::filesystem::remove(checkpoint_);
    files.push_back(train_until(parameters, -1));
  }
  ASSERT_FALSE(files[0].empty());
  EXPECT_EQ(files[1], files[0]);
  EXPECT_EQ(files[2], files[0]);
}

}  // namespace
}  // namespace firefly::trainer
