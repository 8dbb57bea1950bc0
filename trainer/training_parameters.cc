// SPDX-License-Identifier: Apache-2.0
#include "trainer/training_parameters.h"

namespace firefly::trainer {
namespace {

void declare_optimizer(Keys& keys, TrainingParameters& p) {
  keys.one_of({"optimizer", "",
               "adam (with decoupled weight decay) or sgd "
               "(with Nesterov's momentum)"},
              p.optimizer.kind,
              {{"adam", OptimizerKind::kAdam}, {"sgd", OptimizerKind::kSgd}});
  keys.number({"learning_rate", "",
               "its height after warming up; then it "
               "falls along a cosine to 0"},
              p.learning_rate, 1e-7, 10);
  keys.number({"warm_up", "epochs", "in which the learning rate rises"},
              p.warm_up, 0, 1000);
  keys.number({"momentum", "", "of sgd"}, p.optimizer.momentum, 0, 0.999);
  keys.number({"weight_decay", "", "pulls weights to 0"},
              p.optimizer.weight_decay, 0, 1);
}

void declare(Keys& keys, TeacherParameters& p) {
  std::vector<std::string_view> names = {"none"};
  size_t index = 0;
  for (const ArchitectureKind& kind : architecture_kinds()) {
    index = kind.name == p.architecture ? names.size() : index;
    names.push_back(kind.name);
  }
  const std::string before = p.architecture;
  keys.choice({"architecture", "",
               "of the teacher; with the keys of its family, as in [model]"},
              index, names);
  p.architecture = names[index];
  if (p.architecture != before) {
    const ArchitectureKind* const kind = find_architecture(p.architecture);
    p.design = kind == nullptr ? nullptr : kind->design();
  }
  if (p.design != nullptr) {
    p.design->declare(keys);
  }
}

void declare(Keys& keys, HardNegativeParameters& p) {
  keys.integer({"rounds", "", "of searching and training; 0: none"}, p.rounds,
               0, 20);
  keys.integer({"epochs", "", "of each round"}, p.epochs, 1, 100000);
  keys.integer({"weight", "", "times that an epoch shows each such window"},
               p.weight, 1, 100);
}

void declare_quantization(Keys& keys, QuantizationParameters& p) {
  keys.one_of({"kind", "",
               "aware: training goes on with rounding; "
               "post-training: ranges are measured only"},
              p.kind,
              {{"aware", QuantizationKind::kAware},
               {"post-training", QuantizationKind::kPostTraining}});
  keys.integer({"epochs", "", "of training with rounding"}, p.epochs, 1, 10000);
  keys.number({"learning_rate", "",
               "of training with rounding, as a share of "
               "the learning rate before"},
              p.learning_rate, 1e-4, 1);
  keys.integer({"calibration_examples", "", "from which ranges are measured"},
               p.calibration_examples, 1, 1000000);
  keys.one_of({"calibration", "",
               "min-max: the extremes seen; percentile: "
               "without the rarest; mse: the range of the "
               "least mean squared error"},
              p.calibration,
              {{"min-max", CalibrationKind::kMinMax},
               {"percentile", CalibrationKind::kPercentile},
               {"mse", CalibrationKind::kMse}});
  keys.number(
      {"percentile", "%", "of the values that lie inside, on each side"},
      p.percentile, 50, 100);
  keys.flag({"equalize", "",
             "scale the weights of neighbouring layers to the "
             "same reach"},
            p.equalize);
  keys.flag({"correct_bias", "",
             "post-training: take the mean error of every "
             "channel off its bias"},
            p.correct_bias);
}

}  // namespace

void declare(Keys& keys, TrainingParameters& p) {
  keys.integer({"seed", "",
                "the same seed, data and settings give the same "
                "model"},
               p.seed, 0, 2147483647);
  keys.integer({"threads", "", "0: one a core; has no effect on the result"},
               p.threads, 0, 1024);
  keys.integer({"epochs", "", "passes over the training data"}, p.epochs, 1,
               100000);
  keys.integer({"batch", "examples", "that make one step"}, p.batch, 2, 65536);
  declare_optimizer(keys, p);
  keys.number({"label_smoothing", "",
               "share of each label that is spread over "
               "all classes"},
              p.label_smoothing, 0, 0.9);
  keys.numbers({"class_weights", "",
                "of the loss, in the order of the labels; "
                "none: all 1"},
               p.class_weights, 0, 1000);
  keys.table({"teacher", "",
              "a larger network that is trained first, on the same examples; "
              "this one learns its answers too (distillation)"},
             [&](Keys& inside) { declare(inside, p.teacher); });
  const bool is_taught = p.teacher.design != nullptr;
  constexpr std::string_view kTeacher =
      "a teacher: name its architecture in [training.teacher]";
  keys.number_if(is_taught, kTeacher,
                 {"distillation", "",
                  "with a teacher: share of the loss that is the distance to "
                  "its answers"},
                 p.distillation, 0, 1);
  keys.number_if(
      is_taught, kTeacher,
      {"temperature", "", "with a teacher: of both softmaxes in that distance"},
      p.temperature, 0.1, 100);
  keys.one_of({"metric", "",
               "of the validation data, which tells the best "
               "epoch"},
              p.metric,
              {{"accuracy", Metric::kAccuracy}, {"loss", Metric::kLoss}});
  keys.integer({"patience", "epochs",
                "without a better one, after which "
                "training ends; 0: it goes on"},
               p.patience, 0, 100000);
  keys.table({"quantization", "", "from float to int8"}, [&](Keys& inside) {
    declare_quantization(inside, p.quantization);
  });
  keys.table({"hard_negatives", "",
              "after training: windows of silent classes, at every step of "
              "window.inference_ms, that the model takes for an event are "
              "added, and training goes on"},
             [&](Keys& inside) { declare(inside, p.hard_negatives); });
}

}  // namespace firefly::trainer
