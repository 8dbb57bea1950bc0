// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/conv2d.h"

namespace firefly {

/// Runs a row kernel over a whole NHWC tensor: `row_kernel(rows, output)` for
/// each output row. `rows` is memory for kernel_height pointers.
template <class T, class RowKernel>
FIREFLY_INLINE void for_each_row(const ConvShape& shape, const T* input,
                                 T* output, const T** rows,
                                 const RowKernel& row_kernel) {
  for (int batch = 0; batch < shape.batches; ++batch) {
    for (int y = 0; y < shape.output_height; ++y) {
      for (int k = 0; k < shape.kernel_height; ++k) {
        rows[k] = input_row(shape, input, y, k);
      }
      row_kernel(rows, output);
      output += shape.output_row_elems();
    }
    input += shape.input_height * shape.input_row_elems();
  }
}

}  // namespace firefly
