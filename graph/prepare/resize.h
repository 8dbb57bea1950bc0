// SPDX-License-Identifier: Apache-2.0
//
// Where an output pixel of a resized image comes from, with TFLite's float and
// fixed-point arithmetic of the scale.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "graph/prepare/data_movement.h"
#include "kernels/resize_bilinear.h"

namespace firefly {

/// Nearest neighbour, for copy_from_indexed.
[[nodiscard]] PreparedIndexedCopy prepare_nearest(const Resize& kind,
                                                  const Graph& graph,
                                                  const Op& op);

/// A ResizeBilinear and what it points to. Weight: int16_t or float.
template <class Weight>
struct PreparedBilinear {
  int32_t batches = 0;
  int32_t input_elems = 0;
  int32_t output_height = 0;
  int32_t output_width = 0;
  int32_t depth = 0;
  std::vector<int32_t> rows;
  std::vector<Weight> row_weights;
  std::vector<int32_t> columns;
  std::vector<Weight> column_weights;

  [[nodiscard]] ResizeBilinear<Weight> layer() const {
    return {batches,
            input_elems,
            output_height,
            output_width,
            depth,
            rows.data(),
            row_weights.data(),
            columns.data(),
            column_weights.data()};
  }
};
template <class Weight>
[[nodiscard]] PreparedBilinear<Weight> prepare_bilinear(const Resize& kind,
                                                        const Graph& graph,
                                                        const Op& op);
extern template PreparedBilinear<int16_t> prepare_bilinear(const Resize&,
                                                           const Graph&,
                                                           const Op&);
extern template PreparedBilinear<float> prepare_bilinear(const Resize&,
                                                         const Graph&,
                                                         const Op&);

}  // namespace firefly
