// SPDX-License-Identifier: Apache-2.0
//
// From the outputs of a network that repeats its input to anomalies: what it
// repeats badly, beside what is normal here.
#pragma once

#include "events/anomaly_detector.h"
#include "events/event.h"
#include "features/row_window.h"

namespace firefly::events {

/// The detector of such a network in a pipeline; `Threshold` as
/// AnomalyDetector has it. An event's class is 0.
template <class Threshold>
class ReconstructionDetector {
 public:
  /// It is shown the input beside the output.
  static constexpr bool kComparesInput = true;

  struct Config {
    ErrorScale input;
    ErrorScale output;
    typename AnomalyDetector<Threshold>::Config anomaly;
  };

  /// Needs no memory of its own; keeps `config`.
  void init(const Config& config, void* /*memory*/) {
    config_ = &config;
    detector_.init(config.anomaly);
    score_ = 0;
    threshold_ = INT32_MAX;
  }

  /// Back to the warm-up.
  void reset() { detector_.reset(); }

  /// The network sleeps: what is normal stays what it is.
  void pause() {}

  /// A window of s8 rows and what the network made of it: s8
  /// [rows * row_size].
  template <int rows, int row_size, int hop>
  Event push(const features::RowWindow<rows, row_size, hop>& window,
             const int8_t* output) {
    uint64_t sum = 0;
    for (int32_t i = 0; i < rows; ++i) {
      sum += squared_error(window.row(i), config_->input, output + i * row_size,
                           config_->output, row_size);
    }
    return push(mean_error(sum, rows * row_size));
  }

  /// The score of one window, as reconstruction_error() makes it.
  Event push(LogScore score) {
    score_ = score;
    threshold_ = detector_.threshold().threshold();
    return {detector_.push(score) ? 0 : kNoClass, score};
  }

  /// Of the newest window: log2 in Q15 of the mean squared error.
  [[nodiscard]] LogScore score() const { return score_; }
  /// What that was compared with; INT32_MAX in the warm-up.
  [[nodiscard]] LogScore threshold() const { return threshold_; }

 private:
  const Config* config_;
  AnomalyDetector<Threshold> detector_;
  LogScore score_;
  LogScore threshold_;
};

}  // namespace firefly::events
