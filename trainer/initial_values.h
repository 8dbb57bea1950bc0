// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "trainer/network.h"

namespace firefly::trainer {

/// Where training starts: normal weights of variance 2 / fan-in before a
/// rectifier (He et al. 2015), 1 / fan-in otherwise; biases 0, batch norms 1.
/// All follows from `seed`.
[[nodiscard]] Values initial_values(const Network& network, uint64_t seed);

}  // namespace firefly::trainer
