// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace firefly::trainer {

/// The learning rate of step `step` < `steps`: rises in a line over the first
/// `warm_up` steps to `height`, then falls along half a cosine to 0 (Loshchilov
/// and Hutter, "SGDR", 2017, without restarts).
[[nodiscard]] double learning_rate_at(int64_t step, int64_t steps,
                                      double warm_up, double height);

}  // namespace firefly::trainer
