// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace firefly::witness {

/// Numbers that depend on the seed alone: unlike the distributions of the
/// standard library, the same with every compiler.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  /// Uniform in [low, high], both included.
  int64_t integer64(int64_t low, int64_t high) {
    const auto span = static_cast<uint64_t>(high - low) + 1;
    return low + static_cast<int64_t>(engine_() % span);
  }
  int32_t integer(int32_t low, int32_t high) {
    return static_cast<int32_t>(integer64(low, high));
  }
  /// Uniform in [low, high).
  double real(double low, double high) {
    const double unit = std::ldexp(static_cast<double>(engine_() >> 11), -53);
    return low + unit * (high - low);
  }
  /// Uniform exponent, uniform mantissa: 2^low_log2 <= value < 2^high_log2.
  float scale(int low_log2, int high_log2) {
    const double mantissa = real(1.0, 2.0);
    return static_cast<float>(
        std::ldexp(mantissa, integer(low_log2, high_log2 - 1)));
  }
  bool chance(double probability) { return real(0.0, 1.0) < probability; }

  template <class T>
  T pick(std::initializer_list<T> choices) {
    const auto last = static_cast<int64_t>(choices.size()) - 1;
    return *(choices.begin() + integer64(0, last));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace firefly::witness
