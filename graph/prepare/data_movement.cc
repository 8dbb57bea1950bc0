// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/data_movement.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace firefly {
namespace {

/// One loop of a strided copy.
struct Loop {
  int32_t extent;
  int32_t input_stride;
  int32_t output_stride;
};

const Shape& input_shape(const Graph& graph, const Op& op) {
  return graph.tensor(op.inputs[0]).shape;
}
const Shape& output_shape(const Graph& graph, const Op& op) {
  return graph.tensor(op.outputs[0]).shape;
}

/// Leaves out loops of one step and joins a loop with the one inside it where
/// both tensors run on without a jump. The innermost becomes the longest run.
PreparedCopy strided_copy(const std::vector<Loop>& loops) {
  std::vector<Loop> merged;
  for (const Loop& loop : loops) {
    if (loop.extent == 0) {
      merged = {{0, 1, 1}};
      break;
    }
    if (loop.extent == 1) {
      continue;
    }
    if (!merged.empty()) {
      Loop& outer = merged.back();
      if (outer.input_stride == loop.input_stride * loop.extent &&
          outer.output_stride == loop.output_stride * loop.extent) {
        outer = {outer.extent * loop.extent, loop.input_stride,
                 loop.output_stride};
        continue;
      }
    }
    merged.push_back(loop);
  }
  if (merged.empty()) {
    merged = {{1, 1, 1}};
  }
  PreparedCopy copy;
  for (const Loop& loop : merged) {
    copy.dims.insert(copy.dims.end(),
                     {loop.extent, loop.input_stride, loop.output_stride});
  }
  return copy;
}

/// The zero of a quantised tensor is its zero point.
Fill fill_with_zero(const Tensor& tensor) {
  return {element_count(tensor), tensor.zero_point()};
}

Fill fill_with(const Tensor& value, const Tensor& tensor) {
  Fill fill{element_count(tensor), 0};
  // The host is little-endian, as is the file.
  std::memcpy(&fill.bits, value.data.data(),
              std::min(value.data.size(), sizeof(fill.bits)));
  return fill;
}

/// From the image [N,H,W,C] to [N,H/block,W/block,block,block,C].
PreparedCopy depth_loops(const Shape& image, int32_t block,
                         const Shape& stacked, bool to_depth) {
  const std::vector<int32_t> space = strides_of(image);
  const std::vector<int32_t> depth = strides_of(stacked);
  const int32_t channels = image[3];
  std::vector<Loop> loops = {
      {image[0], space[0], depth[0]},
      {stacked[1], block * space[1], depth[1]},
      {stacked[2], block * space[2], depth[2]},
      {block, space[1], block * channels},
      {block, space[2], channels},
      {channels, 1, 1},
  };
  if (!to_depth) {
    for (Loop& loop : loops) {
      std::swap(loop.input_stride, loop.output_stride);
    }
  }
  return strided_copy(loops);
}

/// 0, step, 2·step, …
std::vector<int32_t> linear_table(int32_t extent, int32_t step) {
  std::vector<int32_t> table(static_cast<size_t>(extent));
  for (int32_t i = 0; i < extent; ++i) {
    table[static_cast<size_t>(i)] = i * step;
  }
  return table;
}

/// Where pixels of the image `space` lie in `batch`, which has one image for
/// every place in a block: batch = (place · N + n).
std::vector<std::vector<int32_t>> block_tables(
    const Shape& space, const Shape& batch, const std::vector<int32_t>& block,
    const std::vector<int32_t>& before) {
  const std::vector<int32_t> strides = strides_of(batch);
  std::vector<std::vector<int32_t>> tables;
  tables.push_back(linear_table(space[0], strides[0]));
  int32_t images = batch[0];
  for (size_t d = 0; d < block.size(); ++d) {
    images /= block[d];  // from one place of this dimension to the next
    std::vector<int32_t> table;
    for (int32_t i = 0; i < space[d + 1]; ++i) {
      const int32_t padded = i + before[d];
      table.push_back(padded % block[d] * images * strides[0] +
                      padded / block[d] * strides[d + 1]);
    }
    tables.push_back(std::move(table));
  }
  tables.push_back(linear_table(space.back(), 1));
  return tables;
}

}  // namespace

std::vector<int32_t> strides_of(const Shape& shape) {
  std::vector<int32_t> strides(shape.size());
  int32_t stride = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= shape[i];
  }
  return strides;
}

CopyNd PreparedCopy::layer() const {
  return {rank(),        dims.data(), input_offset,
          output_offset, fill.elems,  fill.bits};
}

PreparedCopy prepare_copy(const Slice& kind, const Graph& graph, const Op& op) {
  const Shape& y = output_shape(graph, op);
  const std::vector<int32_t> from = strides_of(input_shape(graph, op));
  const std::vector<int32_t> to = strides_of(y);
  std::vector<Loop> loops;
  int32_t offset = 0;
  for (size_t i = 0; i < y.size(); ++i) {
    loops.push_back({y[i], kind.stride[i] * from[i], to[i]});
    offset += kind.begin[i] * from[i];
  }
  PreparedCopy copy = strided_copy(loops);
  copy.input_offset = element_count(y) == 0 ? 0 : offset;
  return copy;
}

PreparedCopy prepare_copy(const Transpose& kind, const Graph& graph,
                          const Op& op) {
  const Shape& y = output_shape(graph, op);
  const std::vector<int32_t> from = strides_of(input_shape(graph, op));
  const std::vector<int32_t> to = strides_of(y);
  std::vector<Loop> loops;
  for (size_t i = 0; i < y.size(); ++i) {
    const auto axis = static_cast<size_t>(kind.permutation[i]);
    loops.push_back({y[i], from[axis], to[i]});
  }
  return strided_copy(loops);
}

PreparedCopy prepare_copy(const SpaceToDepth& kind, const Graph& graph,
                          const Op& op) {
  return depth_loops(input_shape(graph, op), kind.block,
                     output_shape(graph, op), true);
}

PreparedCopy prepare_copy(const DepthToSpace& kind, const Graph& graph,
                          const Op& op) {
  return depth_loops(output_shape(graph, op), kind.block,
                     input_shape(graph, op), false);
}

PreparedCopy prepare_copy(const Tile& kind, const Graph& graph, const Op& op) {
  const Shape& x = input_shape(graph, op);
  const std::vector<int32_t> from = strides_of(x);
  const std::vector<int32_t> to = strides_of(output_shape(graph, op));
  std::vector<Loop> loops;
  for (size_t i = 0; i < x.size(); ++i) {
    loops.push_back({kind.multiples[i], 0, x[i] * to[i]});
    loops.push_back({x[i], from[i], to[i]});
  }
  return strided_copy(loops);
}

PreparedCopy prepare_copy(const Pad& kind, const Graph& graph, const Op& op) {
  const Tensor& output = graph.tensor(op.outputs[0]);
  const Shape& x = input_shape(graph, op);
  const std::vector<int32_t> from = strides_of(x);
  const std::vector<int32_t> to = strides_of(output.shape);
  std::vector<Loop> loops;
  int32_t offset = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    loops.push_back({x[i], from[i], to[i]});
    offset += kind.before[i] * to[i];
  }
  PreparedCopy copy = strided_copy(loops);
  if (x != output.shape) {
    copy.output_offset = element_count(x) == 0 ? 0 : offset;
    copy.fill = op.has_input(1) ? fill_with(graph.tensor(op.inputs[1]), output)
                                : fill_with_zero(output);
  }
  return copy;
}

CopyIndexed PreparedIndexedCopy::layer() const {
  CopyIndexed result{};
  result.rank = static_cast<int32_t>(extents.size());
  std::copy(extents.begin(), extents.end(), result.extent);
  result.offsets = offsets.data();
  result.run = run;
  result.fill_elems = fill.elems;
  result.fill_bits = fill.bits;
  return result;
}

PreparedIndexedCopy index_copy(std::vector<std::vector<int32_t>> tables) {
  PreparedIndexedCopy copy;
  while (
      tables.size() > 1 && !tables.back().empty() &&
      tables.back() ==
          linear_table(static_cast<int32_t>(tables.back().size()), copy.run)) {
    copy.run *= static_cast<int32_t>(tables.back().size());
    tables.pop_back();
  }
  for (const std::vector<int32_t>& table : tables) {
    copy.extents.push_back(static_cast<int32_t>(table.size()));
    copy.offsets.insert(copy.offsets.end(), table.begin(), table.end());
  }
  return copy;
}

PreparedIndexedCopy prepare_indexed_copy(const MirrorPad& kind,
                                         const Graph& graph, const Op& op) {
  const Shape& x = input_shape(graph, op);
  const Shape& y = output_shape(graph, op);
  const std::vector<int32_t> from = strides_of(x);
  const int32_t border = kind.reflect ? 1 : 0;
  std::vector<std::vector<int32_t>> tables;
  for (size_t d = 0; d < x.size(); ++d) {
    std::vector<int32_t> table;
    for (int32_t i = 0; i < y[d]; ++i) {
      int32_t source = i - kind.before[d];
      if (source < 0) {
        source = border - 1 - source;
      } else if (source >= x[d]) {
        source = 2 * x[d] - 1 - border - source;
      }
      table.push_back(source * from[d]);
    }
    tables.push_back(std::move(table));
  }
  if (tables.empty()) {
    tables = {{0}};
  }
  return index_copy(std::move(tables));
}

PreparedIndexedCopy prepare_indexed_copy(const BatchToSpace& kind,
                                         const Graph& graph, const Op& op) {
  return index_copy(block_tables(output_shape(graph, op),
                                 input_shape(graph, op), kind.block,
                                 kind.crop_before));
}

PreparedIndexedCopy prepare_indexed_copy(const SpaceToBatch& kind,
                                         const Graph& graph, const Op& op) {
  const Shape& x = input_shape(graph, op);
  const Tensor& output = graph.tensor(op.outputs[0]);
  PreparedIndexedCopy copy =
      index_copy(block_tables(x, output.shape, kind.block, kind.before));
  if (element_count(x) != element_count(output)) {
    copy.fill = fill_with_zero(output);
  }
  return copy;
}

ConcatLayer PreparedConcat::layer() const {
  return {outer, static_cast<int32_t>(run_bytes.size()), run_bytes.data()};
}

PreparedConcat prepare(const Concat& kind, const Graph& graph, const Op& op) {
  PreparedConcat concat;
  const Shape& first = input_shape(graph, op);
  const auto axis = static_cast<size_t>(kind.axis);
  for (size_t i = 0; i < axis; ++i) {
    concat.outer *= first[i];
  }
  for (const TensorId id : op.inputs) {
    const Tensor& input = graph.tensor(id);
    int32_t run = size_bytes(input.type);
    for (size_t i = axis; i < input.shape.size(); ++i) {
      run *= input.shape[i];
    }
    concat.run_bytes.push_back(run);
  }
  return concat;
}

GatherLayer prepare(const Gather& kind, const Graph& graph, const Op& op) {
  const Shape& x = input_shape(graph, op);
  const Shape& indices = graph.tensor(op.inputs[1]).shape;
  GatherLayer gather{1, 1, x[static_cast<size_t>(kind.axis)], 1, 1};
  for (int32_t i = 0; i < static_cast<int32_t>(x.size()); ++i) {
    if (i < kind.batch_dims) {
      gather.batches *= x[static_cast<size_t>(i)];
    } else if (i < kind.axis) {
      gather.outer *= x[static_cast<size_t>(i)];
    } else if (i > kind.axis) {
      gather.inner *= x[static_cast<size_t>(i)];
    }
  }
  for (size_t i = static_cast<size_t>(kind.batch_dims); i < indices.size();
       ++i) {
    gather.count *= indices[i];
  }
  return gather;
}

}  // namespace firefly
