// SPDX-License-Identifier: Apache-2.0
#include "data/augment/motion.h"

#include <array>
#include <cmath>
#include <numbers>

#include "data/augment/time.h"

namespace firefly {
namespace {

using Matrix = std::array<std::array<float, 3>, 3>;

// About an axis that is even over the sphere (Rodrigues).
Matrix draw_rotation(double max_degrees, Random& random) {
  const double z = random.between(-1, 1);
  const double around = random.between(0, 2 * std::numbers::pi);
  const double radius = std::sqrt(1 - z * z);
  const std::array<double, 3> axis = {radius * std::cos(around),
                                      radius * std::sin(around), z};
  const double angle =
      random.between(-1, 1) * max_degrees * std::numbers::pi / 180;
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  Matrix matrix{};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) {
      matrix[i][j] =
          static_cast<float>(axis[i] * axis[j] * (1 - c) + (i == j ? c : 0));
    }
  }
  for (size_t i = 0; i < 3; ++i) {
    const size_t j = (i + 1) % 3;
    const size_t k = (i + 2) % 3;
    matrix[i][j] -= static_cast<float>(axis[k] * s);
    matrix[j][i] += static_cast<float>(axis[k] * s);
  }
  return matrix;
}

void rotate(const Matrix& matrix, Signal& signal) {
  for (size_t i = 0; i + 3 <= signal.values.size(); i += 3) {
    float* const v = signal.values.data() + i;
    const std::array<float, 3> old = {v[0], v[1], v[2]};
    for (size_t row = 0; row < 3; ++row) {
      v[row] = matrix[row][0] * old[0] + matrix[row][1] * old[1] +
               matrix[row][2] * old[2];
    }
  }
}

void jitter(double share, Signal& signal, Random& random) {
  const auto channels = static_cast<size_t>(signal.channels);
  const auto samples = static_cast<double>(signal.samples());
  for (size_t c = 0; c < channels; ++c) {
    double sum = 0;
    double squares = 0;
    for (size_t i = c; i < signal.values.size(); i += channels) {
      sum += static_cast<double>(signal.values[i]);
      squares += static_cast<double>(signal.values[i]) *
                 static_cast<double>(signal.values[i]);
    }
    const double mean = sum / samples;
    const double deviation =
        std::sqrt(std::max(0.0, squares / samples - mean * mean));
    for (size_t i = c; i < signal.values.size(); i += channels) {
      signal.values[i] +=
          static_cast<float>(share * deviation * random.normal());
    }
  }
}

}  // namespace

Signal augment_motion(const MotionAugmentation& parameters,
                      const Signal& signal, Random& random) {
  const MotionAugmentation& p = parameters;
  Signal result = signal;
  if (p.time_warp_percent > 0 && signal.samples() > 1) {
    result = warp_time(result, p.time_warp_percent / 100, random);
  }
  if (p.time_shift_ms > 0) {
    result = shift(
        result, random.between(-1, 1) * p.time_shift_ms * 1e-3 * signal.rate_hz,
        true);
  }
  if (p.rotation_degrees > 0 && signal.channels % 3 == 0) {
    rotate(draw_rotation(p.rotation_degrees, random), result);
  }
  if (p.scale_percent > 0) {
    const auto scale =
        static_cast<float>(1 + random.between(-1, 1) * p.scale_percent / 100);
    for (float& value : result.values) {
      value *= scale;
    }
  }
  if (p.jitter_percent > 0) {
    jitter(random.fraction() * p.jitter_percent / 100, result, random);
  }
  return result;
}

}  // namespace firefly
