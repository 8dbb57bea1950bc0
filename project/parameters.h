// SPDX-License-Identifier: Apache-2.0
//
// The tables of firefly.toml that belong to no other folder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "config/keys.h"
#include "frontends/front_end.h"
#include "project/anomaly_design.h"

namespace firefly {

enum class SensorKind : uint8_t { kMicrophone, kMotion, kCamera, kOther };

struct SensorParameters {
  SensorKind kind = SensorKind::kMicrophone;
  double rate_hz = 16000;
  int channels = 1;
  /// The physical value that int16's full scale stands for.
  double full_scale = 1;
  std::string units;
  int width = 0;
  int height = 0;

  [[nodiscard]] SensorFormat format() const {
    if (kind == SensorKind::kCamera) {
      return {0, channels, width, height};
    }
    return {rate_hz, channels, 0, 0};
  }
};

void declare(Keys& keys, SensorParameters& parameters);

/// Which windows a recording longer than one gives.
enum class WindowChoice : uint8_t { kAll, kCentre, kLoudest };

struct WindowParameters {
  double length_ms = 1000;  ///< 0: all of a recording.
  double stride_ms = 0;     ///< 0: windows do not overlap.
  WindowChoice choice = WindowChoice::kAll;
  /// From inference to inference on the device.
  double inference_ms = 0;  ///< 0: as stride_ms.
};

void declare(Keys& keys, WindowParameters& parameters);

struct EventParameters {
  double average_ms = 0;  ///< Scores are averaged over this time.
  double threshold = 0.8;
  double release = 0;  ///< Below it an event may come again; 0: threshold.
  /// For each class, in their order, instead of `threshold`; empty: none.
  std::vector<double> thresholds;
  int least_count = 1;  ///< Inferences in a row that have to agree.
  double suppression_ms = 1000;
  double false_accepts_per_hour = 1;  ///< That `eval --stream` aims at.
  std::vector<std::string> silent;    ///< Classes that make no event.
  AnomalyParameters anomaly;          ///< Of networks that reconstruct.

  [[nodiscard]] bool is_silent(const std::string& label) const {
    return std::find(silent.begin(), silent.end(), label) != silent.end();
  }
};

void declare(Keys& keys, EventParameters& parameters);

struct TargetParameters {
  std::string board = "nano33ble";
  std::string fit = "speed";
};

void declare(Keys& keys, TargetParameters& parameters);

}  // namespace firefly
