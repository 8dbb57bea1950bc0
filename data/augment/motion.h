// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/augment/parameters.h"
#include "data/random.h"
#include "data/recording.h"

namespace firefly {

/// A movement as another person would make it, with the sensor worn otherwise.
/// Its number of samples stays. Rotation wants channels in threes.
[[nodiscard]] Signal augment_motion(const MotionAugmentation& parameters,
                                    const Signal& signal, Random& random);

}  // namespace firefly
