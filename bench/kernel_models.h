// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/suite.h"

namespace firefly {

/// Networks of one operator each, of int8 or, with "-s16", of int16, or of two
/// that share a layout, with random weights from a fixed seed: the kinds and
/// shapes that networks for microcontrollers spend their time in, and some with
/// odd numbers of channels. Labels name the kernel, its channels in and out,
/// and the extent of the input: conv3x3s2-16-32-32x32.
[[nodiscard]] std::vector<SuiteModel> kernel_models();

}  // namespace firefly
