// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "compiler/lower/pack_weights.h"
#include "kernels/conv2d.h"

namespace firefly::testing {

/// The outputs of the plain kernel.
inline std::vector<int8_t> run_plain(const ConvConstants& constants,
                                     const std::vector<int8_t>& input) {
  const ConvShape& shape = constants.parameters.shape;
  std::vector<int8_t> output(static_cast<size_t>(
      shape.batches * shape.output_height * shape.output_row_elems()));
  conv2d(layer_view<ConvTypes<int8_t, int8_t, int32_t>>(
             constants.parameters, constants.weights, constants.bias),
         input.data(), output.data());
  return output;
}

}  // namespace firefly::testing
