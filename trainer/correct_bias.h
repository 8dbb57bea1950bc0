// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "trainer/engine.h"

namespace firefly::trainer {

/// Moves the bias of every output channel by the mean error that rounding
/// makes there on these examples, one layer after another, since the error of
/// a layer is in the input of the next (Nagel et al. 2019, section 4.2, with
/// data). One pass over the examples a layer.
void correct_bias(Engine& engine, const Network& network,
                  const std::vector<Range>& ranges, const Selection& examples,
                  Values& values);

}  // namespace firefly::trainer
