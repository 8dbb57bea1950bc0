// SPDX-License-Identifier: Apache-2.0
#include "trainer/optimizer.h"

#include <cmath>

namespace firefly::trainer {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;

std::vector<bool> decaying(const Layout& layout) {
  std::vector<bool> result(layout.parameters);
  for (const Place& place : layout.places) {
    for (size_t i = 0; i < place.weight_count; ++i) {
      result[place.weights + i] = true;
    }
  }
  return result;
}

}  // namespace

void take_step(const OptimizerParameters& parameters, double learning_rate,
               const Layout& layout, const std::vector<float>& gradient,
               OptimizerState& state, std::vector<float>& values) {
  const bool adam = parameters.kind == OptimizerKind::kAdam;
  state.first.resize(values.size());
  state.second.resize(adam ? values.size() : 0);
  ++state.step;
  const auto step = static_cast<double>(state.step);
  const double correction1 = 1 - std::pow(kBeta1, step);
  const double correction2 = 1 - std::pow(kBeta2, step);
  const std::vector<bool> decays = decaying(layout);
  for (size_t i = 0; i < values.size(); ++i) {
    double value = static_cast<double>(values[i]);
    double slope = static_cast<double>(gradient[i]);
    const double decay = decays[i] ? parameters.weight_decay * value : 0;
    double first = static_cast<double>(state.first[i]);
    if (adam) {
      double second = static_cast<double>(state.second[i]);
      first += (1 - kBeta1) * (slope - first);
      second += (1 - kBeta2) * (slope * slope - second);
      state.second[i] = static_cast<float>(second);
      value -=
          learning_rate *
          (first / correction1 / (std::sqrt(second / correction2) + kEpsilon) +
           decay);
    } else {
      slope += decay;
      first = parameters.momentum * first + slope;
      value -= learning_rate * (slope + parameters.momentum * first);
    }
    state.first[i] = static_cast<float>(first);
    values[i] = static_cast<float>(value);
  }
}

}  // namespace firefly::trainer
