// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "data/data_set.h"

namespace firefly {

/// What is wrong with a signal in itself: empty, of one sample, with numbers
/// that are none, constant; and `is_sound` ones that are clipped. `file` is
/// left to the caller.
[[nodiscard]] std::vector<Problem> check_signal(const Signal& signal,
                                                bool is_sound);

}  // namespace firefly
