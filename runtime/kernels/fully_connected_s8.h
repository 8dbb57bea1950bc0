// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/portable.h"  // Some layers run on it whatever the target.
#include "kernels/dot_s8.h"

namespace firefly {

/// Constants of a fast int8 fully connected layer; bit for bit a 1x1
/// convolution by conv2d() of conv2d.h.
struct FullyConnectedS8 {
  int32_t batches;
  int32_t inputs;  ///< Of a batch, not padded.
  DotS8 dot;
};

/// Scratch of fully_connected_s8(), aligned to 8 bytes: one batch, padded; none
/// if the input needs no widening and no padding.
constexpr int32_t fully_connected_s8_scratch_bytes(int32_t inputs,
                                                   const DotTiles& tiles) {
  const int32_t depth = round_up(inputs, tiles.lanes);
  return tiles.patch_elem_bytes == 1 && depth == inputs
             ? 0
             : round_up(depth * tiles.patch_elem_bytes, 8);
}

/// input: int8 [batches, inputs]. output: int8 [batches, dot.channels].
template <class Isa>
FIREFLY_KERNEL
void fully_connected_s8(const FullyConnectedS8& layer, const int8_t* input,
                        int8_t* output, uint8_t* scratch) {
  constexpr bool kInputFits = sizeof(typename Isa::Patch) == sizeof(int8_t);
  const bool in_place = kInputFits && layer.inputs == layer.dot.depth;
  auto* patch = reinterpret_cast<typename Isa::Patch*>(scratch);
  for (int i = layer.inputs; i < layer.dot.depth; ++i) {
    patch[i] = 0;
  }
  for (int batch = 0; batch < layer.batches; ++batch) {
    const auto* from = reinterpret_cast<const typename Isa::Patch*>(input);
    if (!in_place) {
      Isa::widen(input, layer.inputs, patch);
      from = patch;
    }
    dot_s8_pixel<Isa>(layer.dot, from, output);
    input += layer.inputs;
    output += layer.dot.channels;
  }
}

}  // namespace firefly
