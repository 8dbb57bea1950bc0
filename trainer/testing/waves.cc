// SPDX-License-Identifier: Apache-2.0
#include "trainer/testing/waves.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace firefly::trainer::testing {

Waves::Waves(const InputFormat& format, int classes, size_t count,
             unsigned seed, bool varied)
    : format_(format),
      classes_(classes),
      count_(count),
      seed_(seed),
      varied_(varied) {}

void Waves::fill(size_t index, int8_t* rows, Target& target) const {
  std::seed_seq mixed{seed_, static_cast<unsigned>(epoch_),
                      static_cast<unsigned>(index)};
  std::mt19937 random(mixed);
  std::normal_distribution<float> noise(0, 12);
  std::uniform_real_distribution<float> turn(0, 2 * std::numbers::pi_v<float>);
  target = {static_cast<int>(index) % classes_, 0, 0};
  const auto label = static_cast<float>(target.label);
  const float phase_y = turn(random);
  const float phase_x = turn(random);
  const Extent extent = format_.extent;
  for (int y = 0; y < extent.height; ++y) {
    for (int x = 0; x < extent.width; ++x) {
      for (int c = 0; c < extent.channels; ++c) {
        const float value =
            20 * std::sin(phase_y +
                          (0.4F + 0.5F * label) * static_cast<float>(y)) +
            20 * std::cos(phase_x +
                          (0.3F + 0.6F * label) * static_cast<float>(x + c)) +
            noise(random) + static_cast<float>(format_.zero_point);
        *rows++ = static_cast<int8_t>(
            std::clamp(std::nearbyint(value), -128.0F, 127.0F));
      }
    }
  }
}

}  // namespace firefly::trainer::testing
