// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "graph/graph.h"

namespace firefly {

/// Which rows of the inputs an output row needs: `count` rows, `dilation`
/// apart, the first at y · stride − margin_top; rows outside the image are
/// margins. The same for every input that has rows; inputs without rows
/// (constants, scalars, per-channel vectors) are read whole.
struct RowNeeds {
  int32_t stride = 1;
  int32_t margin_top = 0;
  int32_t count = 1;
  int32_t dilation = 1;

  [[nodiscard]] int32_t first(int32_t y) const {
    return y * stride - margin_top;
  }
  [[nodiscard]] int32_t last(int32_t y) const {
    return first(y) + (count - 1) * dilation;
  }
};

/// A tensor has rows if it is an activation of rank 4 with N = 1; its rows run
/// along H, each W · C elements.
[[nodiscard]] bool has_rows(const Tensor& tensor);

/// How `op` flows row by row, or nothing if it needs its whole input at once.
/// Operators that flow: convolutions, pooling, and elementwise operators whose
/// operands have the output's shape, or are constants that broadcast along
/// whole rows (one element, or one vector of C).
[[nodiscard]] std::optional<RowNeeds> row_needs(const Graph& graph,
                                                const Op& op);

}  // namespace firefly
