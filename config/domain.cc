// SPDX-License-Identifier: Apache-2.0
#include "config/domain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "config/value_text.h"

namespace firefly {

uint64_t Domain::count() const {
  if (!is_range) {
    return values.size();
  }
  return is_whole ? static_cast<uint64_t>(to - from) + 1 : kEndless;
}

std::string Domain::at(double fraction) const {
  if (!is_range) {
    const auto index =
        static_cast<size_t>(fraction * static_cast<double>(values.size()));
    return values[std::min(index, values.size() - 1)];
  }
  // Each whole number has as much room as any other.
  const double low = is_whole ? from - 0.5 : from;
  const double high = is_whole ? to + 0.5 : to;
  const double value = is_log ? low * std::pow(high / low, fraction)
                              : low + (high - low) * fraction;
  if (is_whole) {
    return fmt::format("{:.0f}", std::clamp(std::round(value), from, to));
  }
  const double rounded =
      std::strtod(fmt::format("{:.3g}", value).c_str(), nullptr);
  return value_text(std::clamp(rounded, from, to));
}

}  // namespace firefly
