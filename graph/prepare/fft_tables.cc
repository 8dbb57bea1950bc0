// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/fft_tables.h"

#include <cmath>

namespace firefly {
namespace {

/// exp(i · phase) in Q15 as kissfft rounds it.
int32_t pair_at(double phase) {
  const auto low = static_cast<uint32_t>(
      std::lround(std::floor(0.5 + 32767 * std::cos(phase))));
  const auto high = static_cast<uint32_t>(
      std::lround(std::floor(0.5 + 32767 * std::sin(phase))));
  return static_cast<int32_t>((low & 0xFFFFU) | (high << 16));
}

}  // namespace

FftS16Tables fft_s16_tables(int log2_points) {
  const int points = 1 << (log2_points - 1);
  FftS16Tables tables;
  tables.twiddles =
      stage_twiddles(points, [](double angle) { return pair_at(-angle); });
  for (int k = 0; k < points / 2; ++k) {
    tables.split.push_back(pair_at(
        -std::numbers::pi * (static_cast<double>(k + 1) / points + 0.5)));
  }
  return tables;
}

std::vector<int16_t> natural_log_table() {
  std::vector<int16_t> table;
  for (int i = 0; i <= 128; ++i) {
    table.push_back(static_cast<int16_t>(
        std::lround((std::log2(1 + i / 128.0) - i / 128.0) * 65536)));
  }
  return table;
}

}  // namespace firefly
