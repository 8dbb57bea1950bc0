// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace firefly {

/// Draws that are the same on every machine: the standard fixes its engines and
/// not its distributions. A value is meant for one item of work, with a seed
/// mixed from what identifies it.
class Random {
 public:
  /// Different for each combination of what is given.
  template <class... Parts>
  explicit Random(Parts... parts) {
    uint64_t state = 0;
    ((state = mix(state ^ static_cast<uint64_t>(parts))), ...);
    engine_.seed(state);
  }

  /// 0 … 1, without 1.
  double fraction() {
    return static_cast<double>(engine_() >> 11) / 9007199254740992.0;
  }
  double between(double low, double high) {
    return low + (high - low) * fraction();
  }
  /// 0 … count - 1; count > 0.
  uint64_t index(uint64_t count) {
    return static_cast<uint64_t>(fraction() * static_cast<double>(count));
  }
  bool chance(double probability) { return fraction() < probability; }
  /// Mean 0, deviation 1 (Box and Muller).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - fraction()));
    return radius * std::cos(2 * std::numbers::pi * fraction());
  }

 private:
  // The finaliser of splitmix64 (Steele et al., 2014).
  static uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::mt19937_64 engine_;
};

}  // namespace firefly
