// SPDX-License-Identifier: Apache-2.0
#include "frontends/decibels.h"

#include <cmath>

#include "features/log2.h"

namespace firefly {

void declare(Keys& keys, DecibelRange& range) {
  keys.number({"noise_floor_db", "dB",
               "what is below becomes 0; 0 dB is 1 in the spectrum of samples "
               "in -1 ... 1, of a power divided by fft_length"},
              range.noise_floor_db, -200, 100);
  keys.number({"range_db", "dB", "what is so much above the floor becomes 1"},
              range.range_db, 6, 300);
}

Expected<features::ToInt8> design_decibels(const DecibelRange& range,
                                           SpectrumKind kind,
                                           double unit_log2) {
  const double db_per_octave =
      (kind == SpectrumKind::kPower ? 10 : 20) * std::log10(2.0);
  const double steps_per_db = 256 / range.range_db;
  return design_to_int8(
      steps_per_db * db_per_octave / 32768,
      steps_per_db * (unit_log2 * db_per_octave - range.noise_floor_db) - 128,
      -2.0 * features::kLog2OfZero, "noise_floor_db and range_db");
}

void set_decibel_scale(FeatureFormat& format) {
  format.scale = 1.0F / 256;
  format.zero_point = -128;
}

}  // namespace firefly
