// SPDX-License-Identifier: Apache-2.0
//
// How the operands of an elementwise operator are walked, for whole tensors
// and for one row of an image.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "kernels/broadcast.h"

namespace firefly {

/// A Broadcast and what it points to.
struct PreparedBroadcast {
  int32_t count = 1;
  std::vector<int32_t> step;
  int32_t outer_rank = 0;
  std::vector<int32_t> outer;

  /// Points into this object.
  template <int operands>
  [[nodiscard]] Broadcast<operands> layer() const {
    FIREFLY_CHECK(step.size() == operands);
    Broadcast<operands> result{};
    result.count = count;
    for (size_t k = 0; k < step.size(); ++k) {
      result.step[k] = step[k];
    }
    result.outer_rank = outer_rank;
    result.outer = outer.data();
    return result;
  }
};

/// Aligns the operands' shapes as numpy does and merges the dimensions along
/// which all of them move alike.
[[nodiscard]] PreparedBroadcast prepare_broadcast(
    const std::vector<Shape>& operands, const Shape& output);

/// What one call of an elementwise operator computes: its whole output, or one
/// row of it.
enum class CallExtent : uint8_t { kWhole, kRow };

[[nodiscard]] PreparedBroadcast prepare_broadcast(const Graph& graph,
                                                  const Op& op,
                                                  CallExtent extent);
/// Output elements of a call.
[[nodiscard]] int32_t elements_of(const Tensor& output, CallExtent extent);

}  // namespace firefly
