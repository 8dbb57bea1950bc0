// SPDX-License-Identifier: Apache-2.0
#include "frontends/full_scale.h"

#include <fmt/format.h>

#include "frontends/scaled_integer.h"

namespace firefly {

void declare(Keys& keys, FullScale& full_scale) {
  // The lower limit keeps products in 32 bits.
  keys.numbers({"full_scale", "",
                "part of the sensor's range that becomes 1; one for all "
                "channels or one for each"},
               full_scale, 1.0 / 128, 1);
}

Expected<ChannelScales> design_scales(const FullScale& full_scale,
                                      int channels) {
  const auto count = static_cast<size_t>(channels);
  if (full_scale.size() != 1 && full_scale.size() != count) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("full_scale has {} values, but the sensor has {} "
                             "channels: give one value or {}",
                             full_scale.size(), channels, channels)};
  }
  ChannelScales scales;
  for (size_t c = 0; c < count; ++c) {
    const double part = full_scale[full_scale.size() == 1 ? 0 : c];
    const ScaledInteger scale = scaled_integer(128 / (part * 32768), 15);
    scales.multipliers.push_back(static_cast<int16_t>(scale.multiplier));
    scales.shifts.push_back(static_cast<uint8_t>(scale.shift));
  }
  return scales;
}

}  // namespace firefly
