// SPDX-License-Identifier: Apache-2.0
#include "trainer/training.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "trainer/calibration.h"
#include "trainer/checkpoint.h"
#include "trainer/correct_bias.h"
#include "trainer/equalize.h"
#include "trainer/initial_values.h"
#include "trainer/phase.h"

namespace firefly::trainer {
namespace {

using Clock = std::chrono::steady_clock;

Error invalid(std::string message) {
  return {ErrorCode::kInvalidData, std::move(message)};
}

class Training {
 public:
  Training(const Network& network, Batches& training, Batches& validation,
           const TrainingParameters& parameters, const TrainingOptions& options)
      : network_(network),
        training_(training),
        validation_(validation),
        parameters_(parameters),
        options_(options) {}

  Expected<TrainedModel> run() {
    FIREFLY_RETURN_IF_ERROR(check());
    FIREFLY_RETURN_IF_ERROR(start());
    FIREFLY_RETURN_IF_ERROR(train_float());
    TrainedModel result;
    result.floating = fold_batch_norm(network_, state_.floating.best_values);
    result.float_score = state_.floating.best;
    result.float_values = state_.floating.best_values;
    if (options_.float_only) {
      return result;
    }
    FIREFLY_RETURN_IF_ERROR(quantize(result.floating));
    result.values = state_.quantized.best_values;
    result.ranges = state_.quantized.best_ranges;
    result.quantized_score = state_.quantized.best;
    return result;
  }

 private:
  [[nodiscard]] Status check() const;
  Status start();
  Status train_float();
  [[nodiscard]] bool pauses() const {
    return options_.pause_after > 0 &&
           options_.pause_after < parameters_.epochs;
  }
  Status quantize(const Model& floating);
  void calibrate_on_training(const Model& floating, Engine& engine);
  Status run_phase(PhaseTraining& phase, const PhasePlan& plan,
                   PhaseState& state);
  [[nodiscard]] double seconds_left(const PhasePlan& plan,
                                    const PhaseState& state,
                                    double seconds) const;

  const Network& network_;
  Batches& training_;
  Batches& validation_;
  const TrainingParameters& parameters_;
  const TrainingOptions& options_;
  TrainingState state_;
};

Status Training::check() const {
  if (training_.size() < 2) {
    return invalid(fmt::format(
        "training: expected at least 2 examples, found {}", training_.size()));
  }
  if (validation_.size() < 1) {
    return invalid(
        "validation: expected at least 1 example to tell the best epoch by, "
        "found none");
  }
  const auto classes = static_cast<size_t>(network_.output().channels);
  const size_t weights = parameters_.class_weights.size();
  if (network_.task == Task::kClassify && weights > 0 && weights != classes) {
    return invalid(fmt::format(
        "class_weights: expected {}, one a class, found {}", classes, weights));
  }
  if (options_.teacher != nullptr &&
      (options_.teacher->network.input.extent.size() !=
           network_.input.extent.size() ||
       options_.teacher->network.output().size() != network_.output().size())) {
    return invalid(
        "the teacher has another input or other outputs than the network that "
        "it teaches");
  }
  return {};
}

Status Training::start() {
  if (options_.checkpoint.empty() ||
      !std::filesystem::exists(options_.checkpoint)) {
    state_.floating.values =
        options_.start != nullptr
            ? *options_.start
            : initial_values(network_, static_cast<uint64_t>(parameters_.seed));
    return {};
  }
  Expected<TrainingState> loaded =
      load_checkpoint(options_.checkpoint, options_.identity);
  FIREFLY_RETURN_IF_ERROR(loaded);
  if (pauses() && (loaded->floating.epoch > options_.pause_after ||
                   loaded->quantized.epoch > 0)) {
    // There is no way back.
    state_.floating.values =
        initial_values(network_, static_cast<uint64_t>(parameters_.seed));
    return {};
  }
  if (!fits(*loaded, network_)) {
    return invalid(
        fmt::format("{}: the checkpoint belongs to another network; remove the "
                    "file to train from the start",
                    options_.checkpoint.string()));
  }
  state_ = std::move(*loaded);
  return {};
}

Status Training::train_float() {
  const PhasePlan plan{Phase::kFloat, parameters_.epochs, 0,
                       parameters_.learning_rate, parameters_.warm_up};
  Expected<std::unique_ptr<Engine>> engine =
      make_engine(network_, parameters_.threads);
  FIREFLY_RETURN_IF_ERROR(engine);
  PhaseTraining phase(network_, plan, training_, validation_, parameters_,
                      options_.teacher, std::move(*engine));
  return run_phase(phase, plan, state_.floating);
}

Status Training::quantize(const Model& floating) {
  const QuantizationParameters& how = parameters_.quantization;
  const PhasePlan plan{Phase::kQuantized, how.epochs, parameters_.epochs,
                       parameters_.learning_rate * how.learning_rate, 0};
  Expected<std::unique_ptr<Engine>> engine =
      make_engine(floating.network, parameters_.threads);
  FIREFLY_RETURN_IF_ERROR(engine);
  PhaseTraining phase(floating.network, plan, training_, validation_,
                      parameters_, options_.teacher, std::move(*engine));
  if (state_.quantized.epoch == 0) {
    calibrate_on_training(floating, phase.engine());
    phase.judge(state_.quantized);
  }
  if (how.kind == QuantizationKind::kPostTraining || pauses()) {
    return {};
  }
  return run_phase(phase, plan, state_.quantized);
}

void Training::calibrate_on_training(const Model& floating, Engine& engine) {
  const QuantizationParameters& how = parameters_.quantization;
  std::vector<size_t> some = shuffled(training_.size(), parameters_.seed, 0);
  some.resize(
      std::min(some.size(), static_cast<size_t>(how.calibration_examples)));
  training_.begin_epoch(0);
  const Selection examples{training_, some.data(), some.size()};
  PhaseState& state = state_.quantized;
  state.values = floating.values;
  if (how.equalize) {
    equalize(floating.network, state.values);
  }
  state.ranges =
      calibrate(engine, floating.network, state.values, examples, how);
  if (how.kind == QuantizationKind::kPostTraining && how.correct_bias) {
    correct_bias(engine, floating.network, state.ranges, examples,
                 state.values);
  }
}

Status Training::run_phase(PhaseTraining& phase, const PhasePlan& plan,
                           PhaseState& state) {
  while (!phase.finished(state) &&
         !(pauses() && state.epoch >= options_.pause_after)) {
    const Clock::time_point begin = Clock::now();
    const Expected<double> loss = phase.run_epoch(state, options_.on_step);
    FIREFLY_RETURN_IF_ERROR(loss);
    const Score score = phase.judge(state);
    if (!options_.checkpoint.empty()) {
      FIREFLY_RETURN_IF_ERROR(
          save_checkpoint(options_.checkpoint, state_, options_.identity));
    }
    const double seconds =
        std::chrono::duration<double>(Clock::now() - begin).count();
    const EpochProgress progress{
        plan.phase,  state.epoch - 1,
        plan.epochs, *loss,
        score,       state.best_epoch == state.epoch,
        seconds,     seconds_left(plan, state, seconds)};
    if (options_.on_epoch && !options_.on_epoch(progress)) {
      return Error{
          ErrorCode::kFailed,
          fmt::format("training was stopped after epoch {}", state.epoch)};
    }
  }
  return {};
}

double Training::seconds_left(const PhasePlan& plan, const PhaseState& state,
                              double seconds) const {
  int epochs = plan.epochs - state.epoch;
  if (plan.phase == Phase::kFloat && !options_.float_only &&
      parameters_.quantization.kind == QuantizationKind::kAware) {
    epochs += parameters_.quantization.epochs;
  }
  return seconds * epochs;
}

}  // namespace

Expected<TrainedModel> train(const Network& network, Batches& training,
                             Batches& validation,
                             const TrainingParameters& parameters,
                             const TrainingOptions& options) {
  return Training(network, training, validation, parameters, options).run();
}

}  // namespace firefly::trainer
