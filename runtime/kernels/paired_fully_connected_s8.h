// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/paired_dot_s8.h"

namespace firefly {

/// Constants of a fast int8 fully connected layer; bit for bit a 1x1
/// convolution by conv2d() of conv2d.h.
struct PairedFullyConnectedS8 {
  int32_t batches;
  int32_t inputs;  ///< Of a batch, not padded.
  PairedDotS8 dot;
};

/// Scratch of paired_fully_connected_s8(), aligned to 8 bytes: one batch, if it
/// has to be padded.
constexpr int32_t paired_fully_connected_s8_scratch_bytes(int32_t inputs) {
  return inputs % 4 == 0 ? 0 : round_up(inputs, 8);
}

/// input: int8 [batches, inputs]. output: int8 [batches, dot.channels].
template <class Isa>
FIREFLY_KERNEL
void paired_fully_connected_s8(const PairedFullyConnectedS8& layer,
                               const int8_t* input, int8_t* output,
                               uint8_t* scratch) {
  auto* const padded = reinterpret_cast<int8_t*>(scratch);
  for (int batch = 0; batch < layer.batches; ++batch) {
    const int8_t* patch = input;
    if (layer.inputs % 4 != 0) {
      for (int i = 0; i < layer.inputs; ++i) {
        padded[i] = input[i];  // Weights of zero follow.
      }
      patch = padded;
    }
    Isa::dot_one_pixel(&layer.dot, patch, output, /*output_step=*/0);
    input += layer.inputs;
    output += layer.dot.channels;
  }
}

}  // namespace firefly
