// SPDX-License-Identifier: Apache-2.0
//
// The tables that the Fourier transforms and logarithms of runtime/features
// work with.
#pragma once

#include <cstdint>
#include <numbers>
#include <vector>

namespace firefly {

/// Those of all stages of radix 4 behind the first, of `points` points, as
/// features::fft_stage() takes them: value(angle) for each.
template <class Value>
[[nodiscard]] std::vector<int32_t> stage_twiddles(int points,
                                                  const Value& value) {
  std::vector<int32_t> table;
  bool is_power_of_4 = true;
  for (int rest = points; rest > 1; rest /= 2) {
    is_power_of_4 = !is_power_of_4;
  }
  for (int quarter = is_power_of_4 ? 4 : 2; quarter < points; quarter *= 4) {
    for (int j = 1; j < quarter; ++j) {
      for (int power = 1; power <= 3; ++power) {
        table.push_back(
            value(2 * std::numbers::pi * j * power / (4.0 * quarter)));
      }
    }
  }
  return table;
}

/// Of features::FftS16.
struct FftS16Tables {
  std::vector<int32_t> twiddles;
  std::vector<int32_t> split;
};
[[nodiscard]] FftS16Tables fft_s16_tables(int log2_points);

/// Of features::natural_log_q16().
[[nodiscard]] std::vector<int16_t> natural_log_table();

}  // namespace firefly
