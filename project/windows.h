// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/recording.h"
#include "frontends/front_end.h"
#include "graph/status.h"
#include "project/parameters.h"

namespace firefly {

/// Windows and rows in whole samples, as sensor and front end have them.
struct WindowLayout {
  int64_t samples = 0;  ///< Of a window.
  int64_t stride = 0;   ///< From window to window in training.
  int rows = 0;         ///< Of features of a window.
  int hop_rows = 0;     ///< From inference to inference on the device.
};

/// Errors name the key that is too short or contradicts another.
/// `recording_samples` is the length that length_ms = 0 stands for.
[[nodiscard]] Expected<WindowLayout> window_layout(
    const SensorParameters& sensor, const WindowParameters& window,
    const FeatureFormat& features, int64_t recording_samples);

/// Samples that a device has heard when window `index` of a stream is complete.
[[nodiscard]] int64_t window_end(const FeatureFormat& features,
                                 const WindowLayout& layout, int64_t index);

/// First samples of the windows of a recording of `samples`, which may be
/// negative: a recording that is shorter than a window stands in its middle.
[[nodiscard]] std::vector<int64_t> window_begins(const Signal& signal,
                                                 const WindowLayout& layout,
                                                 WindowChoice choice);

/// `count` samples from `begin` on as a signal. Outside it: zero for sound,
/// else the nearest sample.
[[nodiscard]] Signal window_of(const Signal& signal,
                               const SensorParameters& sensor, int64_t begin,
                               int64_t count);

/// One window as the device's sensor would deliver it: int16 of the full
/// scale, saturated; pixels as they are. Outside the signal as window_of().
[[nodiscard]] std::vector<int16_t> sensor_samples(
    const Signal& signal, const SensorParameters& sensor, int64_t begin,
    int64_t count);

}  // namespace firefly
