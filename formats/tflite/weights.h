// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "formats/tflite/importer.h"

namespace firefly::tflite {

/// The operands x, weights and bias (or none) of a convolution or a matrix
/// product, from these places of the node.
///
/// Models quantised "for dynamic range" have int8 weights and float
/// activations. LiteRT then quantises the activations at run time; TFLite
/// Micro refuses. Here such weights become float constants of the same real
/// values, and the operator a float one.
[[nodiscard]] Expected<std::vector<TensorId>> weighted_operands(
    const Node& node, size_t x, size_t weights, size_t bias);

}  // namespace firefly::tflite
