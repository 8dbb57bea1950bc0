// SPDX-License-Identifier: Apache-2.0
//
// From ranges to the scales of TFLite's int8 quantisation specification
// (ai.google.dev/edge/litert/models/quantization_spec). Training and export
// both take them from here. docs/design/training.md has the arithmetic.
#pragma once

#include <span>
#include <vector>

#include "trainer/network.h"

namespace firefly::trainer {

/// Of an activation, asymmetric: the range is widened to hold 0, which an
/// integer then stands for exactly.
[[nodiscard]] Affine affine_of(Range range);

/// Of weights, symmetric: the largest magnitude becomes 127. Not below what
/// lets `bias` fit an int32 of scale input_scale · scale.
[[nodiscard]] float weight_scale(std::span<const float> weights,
                                 std::span<const float> bias,
                                 float input_scale);

/// How a folded network with these ranges of its layers' outputs rounds, with
/// weight scales by output channel. Pooling keeps the quantisation of what it
/// reads.
[[nodiscard]] Rounding rounding_of(const Network& network, const Values& values,
                                   const std::vector<Range>& ranges);

}  // namespace firefly::trainer
