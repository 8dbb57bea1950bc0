// SPDX-License-Identifier: Apache-2.0
#include "data/augment/parameters.h"

namespace firefly {
namespace {

void declare(Keys& keys, SoundAugmentation& sound) {
  keys.number({"splice_probability", "",
               "of a window anywhere in a recording of a class of "
               "events.silent, with the next behind its end: what a stream is "
               "made of, and window.choice never shows"},
              sound.splice_probability, 0, 1);
  keys.number({"speed_percent", "%",
               "faster and higher, or slower and deeper, by up to this"},
              sound.speed_percent, 0, 50);
  keys.number({"pitch_semitones", "",
               "higher or deeper at the same speed, by up to this"},
              sound.pitch_semitones, 0, 12);
  keys.number({"time_shift_ms", "ms", "earlier or later by up to this"},
              sound.time_shift_ms, 0, 1e5);
  keys.number({"reverb_probability", "", "of hearing it in a synthetic room"},
              sound.reverb_probability, 0, 1);
  keys.number({"reverb_max_s", "s",
               "longest reverberation time (to -60 dB) of the rooms"},
              sound.reverb_max_s, 0.05, 2);
  keys.number(
      {"noise_probability", "", "of mixing a stretch of the data's noise in"},
      sound.noise_probability, 0, 1);
  keys.number(
      {"noise_min_snr_db", "dB", "signal over noise at the loudest noise"},
      sound.noise_min_snr_db, -30, 60);
  keys.number(
      {"noise_max_snr_db", "dB", "signal over noise at the softest noise"},
      sound.noise_max_snr_db, -30, 60);
  keys.number({"gain_db", "dB", "louder or softer by up to this"},
              sound.gain_db, 0, 40);
}

void declare(Keys& keys, MotionAugmentation& motion) {
  keys.number({"time_warp_percent", "%",
               "stretches that are faster or slower by up to this"},
              motion.time_warp_percent, 0, 50);
  keys.number({"time_shift_ms", "ms", "earlier or later by up to this"},
              motion.time_shift_ms, 0, 1e5);
  keys.number({"rotation_degrees", "°",
               "the sensor turned by up to this, about any axis; channels come "
               "in threes (x, y, z)"},
              motion.rotation_degrees, 0, 180);
  keys.number({"scale_percent", "%", "stronger or weaker by up to this"},
              motion.scale_percent, 0, 90);
  keys.number({"jitter_percent", "%",
               "noise of up to this share of each channel's deviation"},
              motion.jitter_percent, 0, 100);
}

void declare(Keys& keys, ImageAugmentation& image) {
  keys.flag({"flip", "", "left and right swapped, half of the time"},
            image.flip);
  keys.number({"shift_percent", "%",
               "of the size: moved by up to this; the border repeats"},
              image.shift_percent, 0, 50);
  keys.number({"zoom_percent", "%", "larger or smaller by up to this"},
              image.zoom_percent, 0, 90);
  keys.number({"rotation_degrees", "°", "turned by up to this"},
              image.rotation_degrees, 0, 180);
  keys.number({"brightness_percent", "%", "of full scale, added or taken away"},
              image.brightness_percent, 0, 100);
  keys.number({"contrast_percent", "%", "more or less distance from the mean"},
              image.contrast_percent, 0, 100);
  keys.number({"saturation_percent", "%", "more or less distance from grey"},
              image.saturation_percent, 0, 100);
  keys.number(
      {"colour_percent", "%", "each colour stronger or weaker by up to this"},
      image.colour_percent, 0, 100);
  keys.number({"cutout_percent", "%",
               "of the size: a square of up to this is hidden (DeVries and "
               "Taylor, 2017)"},
              image.cutout_percent, 0, 90);
}

void declare(Keys& keys, RowAugmentation& rows) {
  keys.integer({"time_masks", "", "stretches of rows that are hidden"},
               rows.time_masks, 0, 20);
  keys.integer({"time_mask_rows", "rows", "the longest of them"},
               rows.time_mask_rows, 1, 10000);
  keys.integer({"frequency_masks", "", "bands that are hidden"},
               rows.frequency_masks, 0, 20);
  keys.integer({"frequency_mask_bins", "bins", "the widest of them"},
               rows.frequency_mask_bins, 1, 10000);
}

}  // namespace

void declare(Keys& keys, AugmentationParameters& parameters) {
  keys.table({"sound", "", "before the front end, for microphones"},
             [&](Keys& inside) { declare(inside, parameters.sound); });
  keys.table({"motion", "", "before the front end, for motion sensors"},
             [&](Keys& inside) { declare(inside, parameters.motion); });
  keys.table({"image", "", "before the front end, for cameras"},
             [&](Keys& inside) { declare(inside, parameters.image); });
  keys.table({"rows", "", "after the front end: SpecAugment"},
             [&](Keys& inside) { declare(inside, parameters.rows); });
  keys.number({"mixup_alpha", "",
               "blend of two examples, weights from Beta(alpha, alpha) (Zhang "
               "et al. 2018); 0: none"},
              parameters.mixup_alpha, 0, 10);
}

}  // namespace firefly
