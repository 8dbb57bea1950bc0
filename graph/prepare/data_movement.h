// SPDX-License-Identifier: Apache-2.0
//
// Operators that only move elements, as the parameters of the few kernels that
// do it: strided copies, copies through tables, concatenation and gathering.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "kernels/concat.h"
#include "kernels/copy_indexed.h"
#include "kernels/copy_nd.h"
#include "kernels/gather.h"

namespace firefly {

/// What a kernel writes everywhere before it copies.
struct Fill {
  int32_t elems = 0;
  int64_t bits = 0;  ///< The element's bytes, lowest first.
};

/// A CopyNd and what it points to.
struct PreparedCopy {
  std::vector<int32_t> dims;  ///< As CopyNd::dims.
  int32_t input_offset = 0;
  int32_t output_offset = 0;
  Fill fill;

  [[nodiscard]] int32_t rank() const {
    return static_cast<int32_t>(dims.size() / 3);
  }
  [[nodiscard]] CopyNd layer() const;
};

[[nodiscard]] PreparedCopy prepare_copy(const Slice& kind, const Graph& graph,
                                        const Op& op);
[[nodiscard]] PreparedCopy prepare_copy(const Transpose& kind,
                                        const Graph& graph, const Op& op);
[[nodiscard]] PreparedCopy prepare_copy(const SpaceToDepth& kind,
                                        const Graph& graph, const Op& op);
[[nodiscard]] PreparedCopy prepare_copy(const DepthToSpace& kind,
                                        const Graph& graph, const Op& op);
[[nodiscard]] PreparedCopy prepare_copy(const Tile& kind, const Graph& graph,
                                        const Op& op);
[[nodiscard]] PreparedCopy prepare_copy(const Pad& kind, const Graph& graph,
                                        const Op& op);

/// A CopyIndexed and what it points to.
struct PreparedIndexedCopy {
  std::vector<int32_t> extents;
  std::vector<int32_t> offsets;  ///< As CopyIndexed::offsets.
  int32_t run = 1;
  Fill fill;

  [[nodiscard]] CopyIndexed layer() const;
};
/// `tables[d][i]`: where index i of dimension d of the dense tensor takes us in
/// the other one. Inner dimensions that are adjacent in both become the run.
[[nodiscard]] PreparedIndexedCopy index_copy(
    std::vector<std::vector<int32_t>> tables);

/// For copy_from_indexed.
[[nodiscard]] PreparedIndexedCopy prepare_indexed_copy(const MirrorPad& kind,
                                                       const Graph& graph,
                                                       const Op& op);
/// For copy_from_indexed.
[[nodiscard]] PreparedIndexedCopy prepare_indexed_copy(const BatchToSpace& kind,
                                                       const Graph& graph,
                                                       const Op& op);
/// For copy_to_indexed: the margins are the fill.
[[nodiscard]] PreparedIndexedCopy prepare_indexed_copy(const SpaceToBatch& kind,
                                                       const Graph& graph,
                                                       const Op& op);

/// A ConcatLayer and what it points to.
struct PreparedConcat {
  int32_t outer = 1;
  std::vector<int32_t> run_bytes;

  [[nodiscard]] ConcatLayer layer() const;
};
[[nodiscard]] PreparedConcat prepare(const Concat& kind, const Graph& graph,
                                     const Op& op);

[[nodiscard]] GatherLayer prepare(const Gather& kind, const Graph& graph,
                                  const Op& op);

/// Elements from one index of a dimension to the next, row-major.
[[nodiscard]] std::vector<int32_t> strides_of(const Shape& shape);

}  // namespace firefly
