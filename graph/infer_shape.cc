// SPDX-License-Identifier: Apache-2.0
//
// The shape of an operator's output from its operands and attributes. Safe on
// graphs whose operand counts were checked but nothing else: sums are
// 64-bit, and every extent is bounded before it is narrowed.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "graph/graph.h"
#include "graph/verify_signal.h"

namespace firefly {
namespace {

using Result = Expected<Shape>;

Error mismatch(std::string message) {
  return {ErrorCode::kInvalidData, std::move(message)};
}

/// Extents computed in 64 bits -> a Shape, if they and their product fit.
Result checked(const std::vector<int64_t>& extents) {
  constexpr int64_t kLimit = std::numeric_limits<int32_t>::max();
  int64_t count = 1;
  Shape shape;
  for (const int64_t extent : extents) {
    if (extent < 0 || extent > kLimit || (count *= extent) > kLimit) {
      return mismatch("output shape is negative or too large");
    }
    shape.push_back(static_cast<int32_t>(extent));
  }
  return shape;
}

struct ShapeInference {
  const Graph& graph;
  const Op& op;

  [[nodiscard]] const Shape& in(size_t i) const {
    return graph.tensor(op.inputs[i]).shape;
  }
  [[nodiscard]] const Shape& declared() const {
    return graph.tensor(op.outputs[0]).shape;
  }
  [[nodiscard]] static int64_t slid(int64_t extent, int64_t window,
                                    int64_t stride, int64_t dilation,
                                    int64_t margins) {
    const int64_t room = extent + margins - ((window - 1) * dilation + 1);
    return room < 0 ? 0 : room / stride + 1;
  }

  [[nodiscard]] Result windowed(const Window& w, int64_t channels) const {
    const Shape& x = in(0);
    if (x.size() != 4) {
      return mismatch(fmt::format("input is {}, not NHWC", to_string(x)));
    }
    const Margins& m = w.margins;
    return checked({x[0],
                    slid(x[1], w.height, w.stride_h, w.dilation_h,
                         int64_t{m.top} + m.bottom),
                    slid(x[2], w.width, w.stride_w, w.dilation_w,
                         int64_t{m.left} + m.right),
                    channels});
  }

  Result operator()(const Conv2d& conv) const {
    const Shape& w = in(1);
    if (w.size() != 4 || w[1] != conv.window.height ||
        w[2] != conv.window.width || in(0).size() != 4 || w[3] < 1 ||
        in(0)[3] % w[3] != 0 || w[0] % std::max(1, in(0)[3] / w[3]) != 0) {
      return mismatch(fmt::format("weights {} do not match input {}",
                                  to_string(w), to_string(in(0))));
    }
    return windowed(conv.window, w[0]);
  }
  Result operator()(const DepthwiseConv2d& conv) const {
    const Shape& w = in(1);
    if (w.size() != 4 || w[0] != 1 || w[1] != conv.window.height ||
        w[2] != conv.window.width || in(0).size() != 4 ||
        int64_t{in(0)[3]} * conv.depth_multiplier != w[3]) {
      return mismatch(fmt::format("weights {} do not match input {}",
                                  to_string(w), to_string(in(0))));
    }
    return windowed(conv.window, w[3]);
  }
  Result operator()(const TransposeConv& conv) const {
    const Shape& x = in(0);
    const Shape& w = in(1);
    const Margins& m = conv.window.margins;
    if (x.size() != 4 || w.size() != 4 || x[3] != w[3] ||
        w[1] != conv.window.height || w[2] != conv.window.width) {
      return mismatch(fmt::format("weights {} do not match input {}",
                                  to_string(w), to_string(x)));
    }
    return checked(
        {x[0],
         (x[1] - int64_t{1}) * conv.window.stride_h + w[1] - m.top - m.bottom,
         (x[2] - int64_t{1}) * conv.window.stride_w + w[2] - m.left - m.right,
         w[0]});
  }
  Result operator()(const FullyConnected& fc) const {
    const Shape& x = in(0);
    const Shape& w = in(1);
    if (w.size() != 2 || w[1] < 1 || element_count(x) % w[1] != 0 ||
        (fc.keep_num_dims && (x.empty() || x.back() != w[1]))) {
      return mismatch(fmt::format("weights {} do not match input {}",
                                  to_string(w), to_string(x)));
    }
    if (fc.keep_num_dims) {
      std::vector<int64_t> extents(x.begin(), x.end());
      extents.back() = w[0];
      return checked(extents);
    }
    return checked({element_count(x) / w[1], w[0]});
  }
  Result operator()(const BatchMatMul& matmul) const {
    const Shape& a = in(0);
    const Shape& b = in(1);
    if (a.size() < 2 || b.size() < 2) {
      return mismatch("operands are not matrices");
    }
    const int32_t rows = a[a.size() - (matmul.adjoint_a ? 1U : 2U)];
    const int32_t inner_a = a[a.size() - (matmul.adjoint_a ? 2U : 1U)];
    const int32_t inner_b = b[b.size() - (matmul.adjoint_b ? 1U : 2U)];
    const int32_t columns = b[b.size() - (matmul.adjoint_b ? 2U : 1U)];
    if (inner_a != inner_b) {
      return mismatch(fmt::format("{} times {}", to_string(a), to_string(b)));
    }
    auto batch =
        broadcast(Shape(a.begin(), a.end() - 2), Shape(b.begin(), b.end() - 2));
    FIREFLY_RETURN_IF_ERROR(batch);
    std::vector<int64_t> extents(batch->begin(), batch->end());
    extents.push_back(rows);
    extents.push_back(columns);
    return checked(extents);
  }
  Result operator()(const Pool2d& pool) const {
    return windowed(pool.window, in(0).size() == 4 ? in(0)[3] : 0);
  }

  [[nodiscard]] Result reduced(const std::vector<int32_t>& axes,
                               bool keep_dims) const {
    std::vector<int64_t> extents;
    for (int32_t i = 0; i < static_cast<int32_t>(in(0).size()); ++i) {
      if (!std::ranges::binary_search(axes, i)) {
        extents.push_back(in(0)[static_cast<size_t>(i)]);
      } else if (keep_dims) {
        extents.push_back(1);
      }
    }
    return checked(extents);
  }
  Result operator()(const Reduce& reduce) const {
    return reduced(reduce.axes, reduce.keep_dims);
  }
  Result operator()(const ArgReduce& reduce) const {
    return reduced({reduce.axis}, false);
  }

  static Result broadcast(const Shape& a, const Shape& b) {
    const size_t rank = std::max(a.size(), b.size());
    std::vector<int64_t> extents(rank);
    for (size_t i = 0; i < rank; ++i) {
      const int32_t x = i < rank - a.size() ? 1 : a[i - (rank - a.size())];
      const int32_t y = i < rank - b.size() ? 1 : b[i - (rank - b.size())];
      if (x != y && x != 1 && y != 1) {
        return mismatch(fmt::format("{} does not broadcast to {}", to_string(a),
                                    to_string(b)));
      }
      extents[i] = x == 1 ? y : x;
    }
    return checked(extents);
  }
  Result operator()(const Binary&) const { return broadcast(in(0), in(1)); }
  Result operator()(const Prelu&) const { return broadcast(in(0), in(1)); }
  Result operator()(const Select&) const {
    auto values = broadcast(in(1), in(2));
    FIREFLY_RETURN_IF_ERROR(values);
    return broadcast(in(0), *values);
  }

  Result operator()(const Unary&) const { return in(0); }
  Result operator()(const Softmax&) const { return in(0); }
  Result operator()(const LogSoftmax&) const { return in(0); }
  Result operator()(const L2Normalize&) const { return in(0); }
  Result operator()(const Quantize&) const { return in(0); }
  Result operator()(const Dequantize&) const { return in(0); }
  Result operator()(const Cast&) const { return in(0); }
  Result operator()(const ReadVariable&) const { return in(0); }
  Result operator()(const AssignVariable&) const { return in(0); }

  Result operator()(const Reshape&) const {
    if (element_count(in(0)) != element_count(declared())) {
      return mismatch(fmt::format("{} elements reshaped to {}",
                                  to_string(in(0)), to_string(declared())));
    }
    return declared();
  }
  Result operator()(const Slice& slice) const {
    const Shape& x = in(0);
    const Shape& y = declared();  // the extents are an attribute by nature
    if (slice.begin.size() != x.size() || slice.stride.size() != x.size() ||
        y.size() != x.size()) {
      return mismatch("ranks differ");
    }
    for (size_t i = 0; i < x.size(); ++i) {
      const int64_t first = slice.begin[i];
      const int64_t last =
          first + (int64_t{y[i]} - 1) * int64_t{slice.stride[i]};
      if (y[i] > 0 && (slice.stride[i] == 0 || first < 0 || first >= x[i] ||
                       last < 0 || last >= x[i])) {
        return mismatch(fmt::format("{} does not contain the slice {}",
                                    to_string(x), to_string(y)));
      }
    }
    return y;
  }
  Result operator()(const Concat& concat) const {
    const auto axis = static_cast<size_t>(concat.axis);
    std::vector<int64_t> extents(in(0).begin(), in(0).end());
    if (concat.axis < 0 || axis >= extents.size()) {
      return mismatch(fmt::format("axis {} of {}", axis, to_string(in(0))));
    }
    for (size_t k = 1; k < op.inputs.size(); ++k) {
      for (size_t i = 0; i < extents.size(); ++i) {
        if (in(k).size() != extents.size() ||
            (i != axis && in(k)[i] != extents[i])) {
          return mismatch(
              fmt::format("{} beside {}", to_string(in(0)), to_string(in(k))));
        }
      }
      extents[axis] += in(k)[axis];
    }
    return checked(extents);
  }
  [[nodiscard]] Result padded(const std::vector<int32_t>& before,
                              const std::vector<int32_t>& after) const {
    const Shape& x = in(0);
    if (before.size() != x.size() || after.size() != x.size()) {
      return mismatch("ranks differ");
    }
    std::vector<int64_t> extents;
    for (size_t i = 0; i < x.size(); ++i) {
      if (before[i] < 0 || after[i] < 0) {
        return mismatch("margins are negative");
      }
      extents.push_back(int64_t{x[i]} + before[i] + after[i]);
    }
    return checked(extents);
  }
  Result operator()(const Pad& pad) const {
    return padded(pad.before, pad.after);
  }
  Result operator()(const MirrorPad& pad) const {
    for (size_t i = 0; i < std::min(in(0).size(), pad.before.size()); ++i) {
      const int32_t limit = in(0)[i] - (pad.reflect ? 1 : 0);
      if (pad.before[i] > limit ||
          (i < pad.after.size() && pad.after[i] > limit)) {
        return mismatch("margins exceed the mirrored input");
      }
    }
    return padded(pad.before, pad.after);
  }
  Result operator()(const Transpose& transpose) const {
    const Shape& x = in(0);
    std::set<int32_t> seen;
    std::vector<int64_t> extents;
    for (const int32_t axis : transpose.permutation) {
      if (axis < 0 || static_cast<size_t>(axis) >= x.size() ||
          !seen.insert(axis).second) {
        return mismatch("not a permutation");
      }
      extents.push_back(x[static_cast<size_t>(axis)]);
    }
    if (extents.size() != x.size()) {
      return mismatch("ranks differ");
    }
    return checked(extents);
  }

  Result operator()(const SpaceToDepth& kind) const {
    const Shape& x = in(0);
    if (x.size() != 4 || kind.block < 1 || x[1] % kind.block != 0 ||
        x[2] % kind.block != 0) {
      return mismatch(
          fmt::format("block {} does not divide {}", kind.block, to_string(x)));
    }
    return checked({x[0], x[1] / kind.block, x[2] / kind.block,
                    int64_t{x[3]} * kind.block * kind.block});
  }
  Result operator()(const DepthToSpace& kind) const {
    const Shape& x = in(0);
    const int64_t square = int64_t{kind.block} * kind.block;
    if (x.size() != 4 || kind.block < 1 || x[3] % square != 0) {
      return mismatch(
          fmt::format("block {} does not divide {}", kind.block, to_string(x)));
    }
    return checked({x[0], int64_t{x[1]} * kind.block,
                    int64_t{x[2]} * kind.block, x[3] / square});
  }
  [[nodiscard]] bool blocks_fit(const std::vector<int32_t>& block,
                                const std::vector<int32_t>& before,
                                const std::vector<int32_t>& after) const {
    const size_t rank = in(0).size();
    const auto positive = [](int32_t value) { return value >= 1; };
    const auto natural = [](int32_t value) { return value >= 0; };
    return (rank == 3 || rank == 4) && block.size() == rank - 2 &&
           before.size() == rank - 2 && after.size() == rank - 2 &&
           std::ranges::all_of(block, positive) &&
           std::ranges::all_of(before, natural) &&
           std::ranges::all_of(after, natural);
  }
  Result operator()(const SpaceToBatch& kind) const {
    if (!blocks_fit(kind.block, kind.before, kind.after)) {
      return mismatch("block and margins do not match the input");
    }
    std::vector<int64_t> extents(in(0).begin(), in(0).end());
    for (size_t i = 0; i < kind.block.size(); ++i) {
      int64_t& extent = extents[i + 1];
      extent += int64_t{kind.before[i]} + kind.after[i];
      if (extent % kind.block[i] != 0) {
        return mismatch("block does not divide the padded input");
      }
      extent /= kind.block[i];
      extents[0] *= kind.block[i];
    }
    return checked(extents);
  }
  Result operator()(const BatchToSpace& kind) const {
    if (!blocks_fit(kind.block, kind.crop_before, kind.crop_after)) {
      return mismatch("block and crops do not match the input");
    }
    std::vector<int64_t> extents(in(0).begin(), in(0).end());
    for (size_t i = 0; i < kind.block.size(); ++i) {
      if (extents[0] % kind.block[i] != 0) {
        return mismatch("block does not divide the batch");
      }
      extents[0] /= kind.block[i];
      extents[i + 1] = extents[i + 1] * kind.block[i] - kind.crop_before[i] -
                       kind.crop_after[i];
    }
    return checked(extents);
  }
  Result operator()(const Tile& tile) const {
    if (tile.multiples.size() != in(0).size()) {
      return mismatch("ranks differ");
    }
    std::vector<int64_t> extents(in(0).begin(), in(0).end());
    for (size_t i = 0; i < extents.size(); ++i) {
      extents[i] *= tile.multiples[i];
    }
    return checked(extents);
  }
  Result operator()(const Gather& gather) const {
    const Shape& x = in(0);
    const Shape& indices = in(1);
    if (gather.axis < 0 || static_cast<size_t>(gather.axis) >= x.size() ||
        gather.batch_dims < 0 || gather.batch_dims > gather.axis ||
        static_cast<size_t>(gather.batch_dims) > indices.size()) {
      return mismatch(fmt::format("axis {} of {}", gather.axis, to_string(x)));
    }
    std::vector<int64_t> extents(x.begin(), x.begin() + gather.axis);
    for (int32_t i = 0; i < gather.batch_dims; ++i) {
      if (indices[static_cast<size_t>(i)] != x[static_cast<size_t>(i)]) {
        return mismatch("batches of input and indices differ");
      }
    }
    extents.insert(extents.end(), indices.begin() + gather.batch_dims,
                   indices.end());
    extents.insert(extents.end(), x.begin() + gather.axis + 1, x.end());
    return checked(extents);
  }
  Result operator()(const Resize&) const {
    const Shape& x = in(0);
    const Shape& y = declared();  // the new size is an attribute by nature
    if (x.size() != 4 || y.size() != 4 || x[0] != y[0] || x[3] != y[3] ||
        element_count(x) == 0) {
      return mismatch(
          fmt::format("{} resized to {}", to_string(x), to_string(y)));
    }
    return y;
  }
  Result operator()(const Lstm&) const {
    const Shape& x = in(0);
    const Shape& state = in(18);
    if (x.size() != 3 || state.empty()) {
      return mismatch("input is not a batch of sequences");
    }
    return checked({x[0], x[1], state.back()});
  }
  Result operator()(const Svdf& svdf) const {
    const Shape& x = in(0);
    const Shape& features = in(1);
    if (x.size() != 2 || features.size() != 2 || svdf.rank < 1 ||
        features[0] % svdf.rank != 0 || x[1] != features[1]) {
      return mismatch("weights do not match the input");
    }
    return checked({x[0], features[0] / svdf.rank});
  }
  Result operator()(const SignalOp& signal) const {
    return infer_signal_shape(graph, op, signal);
  }
};

}  // namespace

Expected<Shape> infer_shape(const Graph& graph, const Op& op) {
  return std::visit(ShapeInference{graph, op}, op.kind);
}

}  // namespace firefly
