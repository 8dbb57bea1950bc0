// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/mve_dot_pixel.h"
#include "isa/mve_isa.h"
#include "kernels/fully_connected_s8.h"

namespace firefly {

/// A batch is a pixel; its inputs are read where they are.
template <>
inline FIREFLY_KERNEL
void fully_connected_s8<mve::Isa>(const FullyConnectedS8& layer,
                                  const int8_t* input, int8_t* output,
                                  uint8_t* scratch) {
  auto* const list = reinterpret_cast<mve::Run*>(scratch);
  for (int batch = 0; batch < layer.batches; ++batch) {
    mve::Run* const end =
        mve::add_runs<mve::PixelKernel>(list, input, input, layer.inputs);
    mve::dot_pixel_channels(layer.dot, list, end, layer.inputs % 16, output);
    input += layer.inputs;
    output += layer.dot.channels;
  }
}

}  // namespace firefly
