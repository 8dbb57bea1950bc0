// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/paired_pixel_s8.h"

namespace firefly {

/// Constants of a fast int8 fully connected layer; bit for bit a 1x1
/// convolution by conv2d() of conv2d.h.
struct PairedFullyConnectedS8 {
  int32_t batches;
  int32_t inputs;  ///< Of a batch, not padded.
  PairedDotS8 dot;
};

/// Scratch of paired_fully_connected_s8(), aligned to 8 bytes: one batch, if it
/// has to be padded; then its int16.
constexpr int32_t paired_fully_connected_s8_scratch_bytes(int32_t inputs,
                                                          bool is_wide) {
  return (inputs % 4 == 0 ? 0 : round_up(inputs, 8)) +
         (is_wide ? 2 * round_up(inputs, 4) : 0);
}

/// input: int8 [batches, inputs]. output: int8 [batches, dot.channels]. kWide:
/// as for paired_pixel_s8().
template <class Isa, bool kWide>
FIREFLY_KERNEL
void paired_fully_connected_s8(const PairedFullyConnectedS8& layer,
                               const int8_t* input, int8_t* output,
                               uint8_t* scratch) {
  auto* const padded = reinterpret_cast<int8_t*>(scratch);
  auto* const widened = reinterpret_cast<int16_t*>(
      scratch + paired_fully_connected_s8_scratch_bytes(layer.inputs, false));
  for (int batch = 0; batch < layer.batches; ++batch) {
    const int8_t* patch = input;
    if (layer.inputs % 4 != 0) {
      for (int i = 0; i < layer.inputs; ++i) {
        padded[i] = input[i];  // Weights of zero follow.
      }
      patch = padded;
    }
    paired_pixel_s8<Isa, kWide>(layer.dot, patch, widened, output,
                                /*output_step=*/0);
    input += layer.inputs;
    output += layer.dot.channels;
  }
}

}  // namespace firefly
