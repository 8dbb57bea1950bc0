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

/// How often a batch is computed: once, or twice where no layer needs the code
/// for single pixels: as a pair of the same pixel, to the same place.
template <int count>
struct PairedTimes {
  static constexpr int kCount = count;
};

/// Scratch of paired_fully_connected_s8(), aligned to 8 bytes: one batch, if it
/// has to be padded; then its int16, as often as it is multiplied, 0 if these
/// are not widened before.
constexpr int32_t paired_fully_connected_s8_scratch_bytes(int32_t inputs,
                                                          int32_t widened) {
  return (inputs % 4 == 0 ? 0 : round_up(inputs, 8)) +
         widened * 2 * round_up(inputs, 4);
}

/// input: int8 [batches, inputs]. output: int8 [batches, dot.channels]. kWide:
/// as for paired_pixel_s8(), once.
template <class Isa, bool kWide, class Times = PairedTimes<1>>
FIREFLY_KERNEL
void paired_fully_connected_s8(const PairedFullyConnectedS8& layer,
                               const int8_t* input, int8_t* output,
                               uint8_t* scratch) {
  auto* const padded = reinterpret_cast<int8_t*>(scratch);
  auto* const widened = reinterpret_cast<int16_t*>(
      scratch + paired_fully_connected_s8_scratch_bytes(layer.inputs, 0));
  for (int batch = 0; batch < layer.batches; ++batch) {
    const int8_t* patch = input;
    if (layer.inputs % 4 != 0) {
      for (int i = 0; i < layer.inputs; ++i) {
        padded[i] = input[i];  // Weights of zero follow.
      }
      patch = padded;
    }
    if constexpr (Times::kCount == 2) {
      const WindowRuns same{&patch, 1, /*second=*/0, layer.dot.depth, 0};
      Isa::interleave_windows(&same, 0, widened, 1);
      Isa::dot_pixel_pairs(&layer.dot, widened, output, /*output_step=*/0, 1);
    } else {
      paired_pixel_s8<Isa, kWide>(layer.dot, patch, widened, output,
                                  /*output_step=*/0);
    }
    input += layer.inputs;
    output += layer.dot.channels;
  }
}

}  // namespace firefly
