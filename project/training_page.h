// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "project/train.h"

namespace firefly {

/// How a training went, as a page with curves: loss and score by epoch, before
/// and after rounding to int8. Epochs of an earlier call are not on it.
[[nodiscard]] std::string training_page(const Project& project,
                                        const TrainingResult& result);

}  // namespace firefly
