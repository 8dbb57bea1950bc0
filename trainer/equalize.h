// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trainer/network.h"

namespace firefly::trainer {

/// Cross-layer equalisation (Nagel et al., "Data-Free Quantization Through
/// Weight Equalization and Bias Correction", 2019): what a channel loses in one
/// layer, the only reader of that layer gains, until both reach equally far.
/// The network, without batch norms, computes the same. Passes over layers with
/// a ReLU6, which is not homogeneous, and over outputs with several readers.
void equalize(const Network& network, Values& values);

}  // namespace firefly::trainer
