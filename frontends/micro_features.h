// SPDX-License-Identifier: Apache-2.0
//
// The tables of TensorFlow's micro_frontend, in the very precision in which the
// original computes them.
#pragma once

#include <vector>

#include "config/keys.h"
#include "features/micro_features.h"
#include "frontends/config_writer.h"
#include "frontends/front_end.h"
#include "graph/status.h"

namespace firefly {

/// Whose tables. TensorFlow's C rounds to single precision here and there; the
/// version of microWakeWord and ESPHome, also in the package pymicro-features,
/// everywhere; the model audio_preprocessor.tflite of TFLM's micro_speech has
/// weights that are cut off, not rounded.
enum class Original { kTensorFlow, kMicroWakeWord, kAudioPreprocessor };

/// The defaults are those of micro_speech. microWakeWord has a hop of 10 ms.
struct MicroFeaturesParameters {
  Original original = Original::kTensorFlow;
  int frame_ms = 30;
  int hop_ms = 20;
  int channels = 40;
  double low_hz = 125;
  double high_hz = 7500;
  int smoothing_bits = 10;
  double even_smoothing = 0.025;
  double odd_smoothing = 0.06;
  double min_signal = 0.05;
  bool pcan = true;
  double pcan_strength = 0.95;
  double pcan_offset = 80;
  int pcan_gain_bits = 21;
  int log_bits = 6;
};

void declare(Keys& keys, MicroFeaturesParameters& parameters);

/// Errors name the key that does not go with the sensor or with another.
[[nodiscard]] Expected<ConfigWriter<features::MicroFeatures::Config>>
design_micro_features(const MicroFeaturesParameters& parameters,
                      const SensorFormat& sensor);

}  // namespace firefly
