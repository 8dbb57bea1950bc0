// SPDX-License-Identifier: Apache-2.0
#include "trainer/phase.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <random>
#include <utility>

#include "trainer/rounding.h"
#include "trainer/schedule.h"

namespace firefly::trainer {
namespace {

// Share of a batch in the running statistics of batch norms, and in the ranges
// of quantised training. docs/design/training.md
constexpr float kStatisticsShare = 0.1F;
constexpr float kRangeShare = 0.01F;

void approach(std::vector<float>& values, const std::vector<float>& seen) {
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] += kStatisticsShare * (seen[i] - values[i]);
  }
}

void approach(std::vector<Range>& ranges, const std::vector<Range>& seen) {
  for (size_t i = 0; i < ranges.size(); ++i) {
    ranges[i].low += kRangeShare * (seen[i].low - ranges[i].low);
    ranges[i].high += kRangeShare * (seen[i].high - ranges[i].high);
  }
}

// Nothing in float.
std::optional<Rounding> rounding_in(const Network& network,
                                    const PhaseState& state) {
  if (state.ranges.empty()) {
    return std::nullopt;
  }
  return rounding_of(network, state.values, state.ranges);
}

const Rounding* pointer_to(const std::optional<Rounding>& rounding) {
  return rounding ? &*rounding : nullptr;
}

}  // namespace

std::vector<size_t> shuffled(size_t count, int seed, int epoch) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  std::seed_seq mixed{seed, epoch};
  std::mt19937_64 random(mixed);
  // Not std::shuffle, whose result is the library's choice.
  for (size_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[random() % i]);
  }
  return order;
}

PhaseTraining::PhaseTraining(const Network& network, const PhasePlan& plan,
                             Batches& training, Batches& validation,
                             const TrainingParameters& parameters,
                             const Model* teacher,
                             std::unique_ptr<Engine> engine)
    : network_(network),
      plan_(plan),
      training_(training),
      validation_(validation),
      parameters_(parameters),
      layout_(layout_of(network)),
      engine_(std::move(engine)) {
  loss_.label_smoothing = static_cast<float>(parameters.label_smoothing);
  loss_.class_weights.assign(parameters.class_weights.begin(),
                             parameters.class_weights.end());
  if (teacher != nullptr) {
    loss_.distillation = static_cast<float>(parameters.distillation);
    loss_.temperature = static_cast<float>(parameters.temperature);
    engine_->set_teacher(teacher->network, teacher->values);
  }
}

bool PhaseTraining::finished(const PhaseState& state) const {
  const bool stuck = parameters_.patience > 0 &&
                     state.epoch - state.best_epoch >= parameters_.patience;
  return state.epoch >= plan_.epochs || stuck;
}

Expected<double> PhaseTraining::run_epoch(
    PhaseState& state,
    const std::function<void(const StepProgress&)>& on_step) {
  const int epoch = plan_.first_epoch + state.epoch;
  const size_t examples = training_.size();
  training_.begin_epoch(epoch);
  const std::vector<size_t> order = shuffled(examples, parameters_.seed, epoch);
  // Even batches, none smaller than asked for: batch norm needs them.
  const size_t steps =
      std::max(examples / static_cast<size_t>(parameters_.batch), size_t{1});
  const auto all_steps = static_cast<int64_t>(steps) * plan_.epochs;
  double sum = 0;
  for (size_t step = 0; step < steps; ++step) {
    const size_t begin = examples * step / steps;
    const size_t end = examples * (step + 1) / steps;
    const std::optional<Rounding> rounding = rounding_in(network_, state);
    const int64_t at =
        static_cast<int64_t>(steps) * state.epoch + static_cast<int64_t>(step);
    const Gradient gradient =
        engine_->gradient(state.values, pointer_to(rounding),
                          {training_, order.data() + begin, end - begin}, loss_,
                          (static_cast<uint64_t>(parameters_.seed) << 32U) +
                              static_cast<uint64_t>(epoch) * steps + step);
    if (!std::isfinite(gradient.loss)) {
      return Error{ErrorCode::kFailed,
                   fmt::format("epoch {}: the loss is not a number any more; "
                               "make `learning_rate` smaller than {} or "
                               "`warm_up` longer",
                               state.epoch + 1, parameters_.learning_rate)};
    }
    take_step(parameters_.optimizer,
              learning_rate_at(at, all_steps,
                               plan_.warm_up * static_cast<double>(steps),
                               plan_.learning_rate),
              layout_, gradient.gradient, state.optimizer,
              state.values.parameters);
    approach(state.values.statistics, gradient.statistics);
    approach(state.ranges, gradient.ranges);
    sum += gradient.loss * static_cast<double>(end - begin);
    if (on_step) {
      on_step({plan_.phase, state.epoch, end, examples});
    }
  }
  ++state.epoch;
  return sum / static_cast<double>(examples);
}

Score PhaseTraining::judge(PhaseState& state) {
  validation_.begin_epoch(0);
  const std::optional<Rounding> rounding = rounding_in(network_, state);
  const Score score = score_of(*engine_, network_.task, state.values,
                               pointer_to(rounding), validation_, loss_);
  if (state.best_values.parameters.empty() ||
      score.beats(state.best, parameters_.metric)) {
    state.best = score;
    state.best_epoch = state.epoch;
    state.best_values = state.values;
    state.best_ranges = state.ranges;
  }
  return score;
}

}  // namespace firefly::trainer
