// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/keys.h"

namespace firefly {

/// What varies a sound. Everything is off at 0.
struct SoundAugmentation {
  double splice_probability = 0;
  double speed_percent = 0;
  double pitch_semitones = 0;
  double time_shift_ms = 0;
  double reverb_probability = 0;
  double reverb_max_s = 0.4;
  double noise_probability = 0;
  double noise_min_snr_db = 0;
  double noise_max_snr_db = 20;
  double gain_db = 0;
};

/// What varies the signal of a motion sensor.
struct MotionAugmentation {
  double time_warp_percent = 0;
  double time_shift_ms = 0;
  double rotation_degrees = 0;
  double scale_percent = 0;
  double jitter_percent = 0;
};

/// What varies an image.
struct ImageAugmentation {
  bool flip = false;
  double shift_percent = 0;
  double zoom_percent = 0;
  double rotation_degrees = 0;
  double brightness_percent = 0;
  double contrast_percent = 0;
  double saturation_percent = 0;
  double colour_percent = 0;
  double cutout_percent = 0;
};

/// What hides parts of the features (SpecAugment, Park et al. 2019).
struct RowAugmentation {
  int time_masks = 0;
  int time_mask_rows = 10;
  int frequency_masks = 0;
  int frequency_mask_bins = 8;
};

/// The table [augmentation] of a project.
struct AugmentationParameters {
  SoundAugmentation sound;
  MotionAugmentation motion;
  ImageAugmentation image;
  RowAugmentation rows;
  double mixup_alpha = 0;
};

void declare(Keys& keys, AugmentationParameters& parameters);

}  // namespace firefly
