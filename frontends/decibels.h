// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/keys.h"
#include "frontends/spectrum.h"
#include "frontends/to_int8.h"

namespace firefly {

/// What decibels int8 covers: 0 … 1 from the floor to the end of the range.
struct DecibelRange {
  double noise_floor_db = -52;
  double range_db = 64;
};

void declare(Keys& keys, DecibelRange& range);

/// From log2 in Q15 of energies, whose unit is 2^unit_log2, to int8 in steps of
/// 1/256 of the range.
[[nodiscard]] Expected<features::ToInt8> design_decibels(
    const DecibelRange& range, SpectrumKind kind, double unit_log2);

/// The scale and the zero point of that.
void set_decibel_scale(FeatureFormat& format);

}  // namespace firefly
