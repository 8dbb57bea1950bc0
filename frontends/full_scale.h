// SPDX-License-Identifier: Apache-2.0
//
// The key `full_scale`: how much of a sensor's range int8 covers.
#pragma once

#include <cstdint>
#include <vector>

#include "config/keys.h"
#include "frontends/config_writer.h"
#include "graph/status.h"

namespace firefly {

/// One value for all channels or one for each, in 1/128 … 1.
using FullScale = std::vector<double>;

void declare(Keys& keys, FullScale& full_scale);

/// 128 / (full_scale · 2^15) of each channel, as scale_to_int8() takes it.
struct ChannelScales {
  std::vector<int16_t> multipliers;
  std::vector<uint8_t> shifts;
};

/// An error says that there are neither one value nor `channels`.
[[nodiscard]] Expected<ChannelScales> design_scales(const FullScale& full_scale,
                                                    int channels);

template <class Config>
void write_scales(ConfigWriter<Config>& writer, const int16_t*& multipliers,
                  const uint8_t*& shifts, const ChannelScales& scales) {
  writer.table(multipliers, "kMultipliers", scales.multipliers);
  writer.table(shifts, "kShifts", scales.shifts);
}

}  // namespace firefly
