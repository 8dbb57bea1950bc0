// SPDX-License-Identifier: Apache-2.0
#include "trainer/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace firefly::trainer {

double learning_rate_at(int64_t step, int64_t steps, double warm_up,
                        double height) {
  const auto at = static_cast<double>(step);
  if (at < warm_up) {
    return height * (at + 1) / (warm_up + 1);
  }
  const double rest = std::max(static_cast<double>(steps) - warm_up, 1.0);
  return height * 0.5 *
         (1 + std::cos(std::numbers::pi * (at - warm_up) / rest));
}

}  // namespace firefly::trainer
