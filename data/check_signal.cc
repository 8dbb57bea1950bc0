// SPDX-License-Identifier: Apache-2.0
#include "data/check_signal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace firefly {
namespace {

// A wave that touches full scale once is loud; one that stays there is cut.
int64_t clipped_samples(const std::vector<float>& values) {
  constexpr float kFullScale = 0.9999F;
  constexpr int64_t kRun = 3;
  int64_t clipped = 0;
  int64_t run = 0;
  for (const float value : values) {
    run = std::abs(value) >= kFullScale ? run + 1 : 0;
    clipped += run == kRun ? kRun : (run > kRun ? 1 : 0);
  }
  return clipped;
}

}  // namespace

std::vector<Problem> check_signal(const Signal& signal, bool is_sound) {
  constexpr double kMuchClippedPercent = 0.1;
  const std::vector<float>& values = signal.values;
  if (values.empty()) {
    return {{"", "is empty", "record it again, or delete it", true}};
  }
  if (signal.samples() == 1) {
    return {{"", "holds one sample", "record it again, or delete it", true}};
  }
  const auto bad = std::find_if(values.begin(), values.end(), [](float value) {
    return !std::isfinite(value);
  });
  if (bad != values.end()) {
    return {{"",
             fmt::format("holds {} for a number, first at sample {}",
                         std::isnan(*bad) ? "nothing (NaN)" : "infinity",
                         (bad - values.begin()) / signal.channels),
             "fill the gap, or cut the file there", true}};
  }
  if (std::all_of(values.begin(), values.end(),
                  [&](float value) { return value == values.front(); })) {
    return {{"", fmt::format("is {:g} throughout", values.front()),
             "check the sensor, or name the file in exclude", false}};
  }
  const double clipped_percent =
      is_sound ? 100.0 * static_cast<double>(clipped_samples(values)) /
                     static_cast<double>(values.size())
               : 0;
  if (clipped_percent >= kMuchClippedPercent) {
    return {{"",
             fmt::format("is clipped: {:.1f} % of it is at full scale",
                         clipped_percent),
             "record it again with less gain", false}};
  }
  return {};
}

}  // namespace firefly
