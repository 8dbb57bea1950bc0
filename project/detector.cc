// SPDX-License-Identifier: Apache-2.0
#include "project/detector.h"

#include <algorithm>
#include <cmath>

namespace firefly {
namespace {

/// Scores come out of a softmax: real = (q + 128) / 256.
constexpr double kUnit = 256 * (1 << events::kScoreBits);
constexpr double kZero = 128 * (1 << events::kScoreBits);

int32_t steps(double ms, double period_ms) {
  constexpr double kMost = 32767;
  return static_cast<int32_t>(
      std::clamp(std::round(ms / std::max(period_ms, 1e-9)), 0.0, kMost));
}

}  // namespace

int16_t score_level(double score) {
  return static_cast<int16_t>(
      std::clamp(std::round(score * kUnit - kZero), -32768.0, 32766.0));
}

double score_of_level(int32_t level) { return (level + kZero) / kUnit; }

Detector::Detector(const EventParameters& parameters,
                   const std::vector<std::string>& classes, double period_ms) {
  const double release =
      parameters.release == 0 ? parameters.threshold : parameters.release;
  for (const std::string& name : classes) {
    const bool is_silent =
        std::find(parameters.silent.begin(), parameters.silent.end(), name) !=
        parameters.silent.end();
    const int16_t threshold = score_level(parameters.threshold);
    thresholds_.push_back(is_silent ? events::kNeverReached : threshold);
    releases_.push_back(std::min(threshold, score_level(release)));
  }
  config_ = {{static_cast<int32_t>(classes.size()),
              std::max(1, steps(parameters.average_ms, period_ms))},
             {1, steps(parameters.suppression_ms, period_ms)},
             thresholds_.data(),
             releases_.data()};
  memory_.resize((static_cast<size_t>(memory_bytes()) + 7) / 8);
  detector_.init(config_, memory_.data());
}

}  // namespace firefly
