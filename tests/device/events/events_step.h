// SPDX-License-Identifier: Apache-2.0
//
// One step of everything in runtime/events, for the host and for a firmware.
#pragma once

#include "events/anomaly_detector.h"
#include "events/event_detector.h"
#include "events/gate.h"

namespace firefly::events {

inline constexpr int32_t kStepClasses = 4;
inline constexpr int32_t kStepValues = 16;
inline constexpr int32_t kStepCentroids = 3;

struct StepInput {
  int8_t scores[kStepClasses];
  int8_t values[kStepValues];
  int8_t reconstruction[kStepValues];
  int8_t centroids[kStepCentroids * kStepValues];
};

struct StepOutput {
  Event event;
  LogScore error;
  Nearest nearest;
  int32_t is_anomaly[2];
  LogScore thresholds[2];
  int32_t is_open;
};

/// Zero-initialised is ready for init().
class EventsStep {
 public:
  void init() {
    static constexpr int16_t kThresholds[kStepClasses] = {
        kNeverReached, 20 * 256, 40 * 256, -10 * 256};
    static constexpr int16_t kReleases[kStepClasses] = {0, 10 * 256, 0,
                                                        -20 * 256};
    static constexpr EventDetector::Config kDetector = {
        {kStepClasses, 3}, {2, 4}, kThresholds, kReleases};
    static constexpr AnomalyDetector<DeviationThreshold>::Config kDeviation = {
        {20, 5, 300, 1000}, {1, 3}, 500};
    static constexpr AnomalyDetector<QuantileThreshold>::Config kQuantile = {
        {30, 700, 29000, 100}, {1, 0}, 0};
    static constexpr Gate::Config kGate = {90, 2};
    static_assert(EventDetector::memory_bytes(kDetector) <= sizeof memory_);
    detector_.init(kDetector, memory_);
    deviation_.init(kDeviation);
    quantile_.init(kQuantile);
    gate_.init(kGate);
  }

  void push(const StepInput& input, StepOutput* output) {
    constexpr ErrorScale kInput = {-12, 4096};
    constexpr ErrorScale kOutput = {7, 2911};
    output->event = detector_.push(input.scores);
    output->error = reconstruction_error(
        input.values, kInput, input.reconstruction, kOutput, kStepValues);
    output->nearest = nearest_centroid(input.values, kStepValues,
                                       input.centroids, kStepCentroids);
    output->is_anomaly[0] = deviation_.push(output->error) ? 1 : 0;
    output->is_anomaly[1] = quantile_.push(output->nearest.distance) ? 1 : 0;
    output->thresholds[0] = deviation_.threshold().threshold();
    output->thresholds[1] = quantile_.threshold().threshold();
    output->is_open = gate_.push(input.scores[1]) ? 1 : 0;
  }

 private:
  alignas(8) uint8_t memory_[64];
  EventDetector detector_;
  AnomalyDetector<DeviationThreshold> deviation_;
  AnomalyDetector<QuantileThreshold> quantile_;
  Gate gate_;
};

}  // namespace firefly::events
