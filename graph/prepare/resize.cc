// SPDX-License-Identifier: Apache-2.0
//
// Sources: TFLM tensorflow/lite/kernels/internal/reference/
// resize_nearest_neighbor.h and resize_bilinear.h.
#include "graph/prepare/resize.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace firefly {
namespace {

/// One dimension of an image, before and after.
struct Scaling {
  int32_t input;
  int32_t output;
  bool align_corners;
  bool half_pixel_centers;

  /// The extents whose ratio is the scale.
  [[nodiscard]] int32_t numerator() const {
    return aligned() ? input - 1 : input;
  }
  [[nodiscard]] int32_t denominator() const {
    return aligned() ? output - 1 : output;
  }
  [[nodiscard]] float scale() const {
    return static_cast<float>(numerator()) / static_cast<float>(denominator());
  }

 private:
  [[nodiscard]] bool aligned() const { return align_corners && output > 1; }
};

Scaling scaling_of(const Resize& kind, const Tensor& x, const Tensor& y,
                   size_t dimension) {
  return {x.shape[dimension], y.shape[dimension], kind.align_corners,
          kind.half_pixel_centers};
}

int32_t nearest(const Scaling& scaling, int32_t position) {
  const float centre = scaling.half_pixel_centers ? 0.5F : 0.0F;
  const float place = (static_cast<float>(position) + centre) * scaling.scale();
  const float index =
      scaling.align_corners ? std::round(place) : std::floor(place);
  return std::clamp(static_cast<int32_t>(index), 0, scaling.input - 1);
}

std::vector<int32_t> nearest_table(const Scaling& scaling, int32_t stride) {
  std::vector<int32_t> table;
  for (int32_t i = 0; i < scaling.output; ++i) {
    table.push_back(nearest(scaling, i) * stride);
  }
  return table;
}

/// The two pixels around a place, and how far it is from the first one.
template <class Weight>
struct Neighbours {
  int32_t first;
  int32_t second;
  Weight weight;
};

Neighbours<float> neighbours(const Scaling& scaling, int32_t position,
                             float /*tag*/) {
  const auto value = static_cast<float>(position);
  const float place = scaling.half_pixel_centers
                          ? (value + 0.5F) * scaling.scale() - 0.5F
                          : value * scaling.scale();
  const int32_t last = scaling.input - 1;
  const int32_t first =
      std::clamp(static_cast<int32_t>(std::floor(place)), 0, last);
  const int32_t second =
      std::clamp(static_cast<int32_t>(std::ceil(place)), 0, last);
  return {first, second, place - static_cast<float>(first)};
}

Neighbours<int16_t> neighbours(const Scaling& scaling, int32_t position,
                               int16_t /*tag*/) {
  constexpr int64_t kOne = 1024;
  const int64_t scale =
      (kOne * scaling.numerator() + scaling.denominator() / 2) /
      scaling.denominator();
  const int64_t place = scaling.half_pixel_centers
                            ? position * scale + scale / 2 - kOne / 2
                            : position * scale;
  const int64_t last = scaling.input - 1;
  const int64_t first = std::max<int64_t>(place / kOne, 0);
  if (first > last) {
    // The rounded scale leads TFLite beyond the image (only for sizes above
    // two thousand pixels a step); here the border goes on.
    return {scaling.input - 1, scaling.input - 1, 0};
  }
  const int64_t second =
      std::clamp<int64_t>((place + kOne - 1) / kOne, 0, last);
  return {static_cast<int32_t>(first), static_cast<int32_t>(second),
          static_cast<int16_t>(place - kOne * first)};
}

}  // namespace

PreparedIndexedCopy prepare_nearest(const Resize& kind, const Graph& graph,
                                    const Op& op) {
  const Tensor& x = graph.tensor(op.inputs[0]);
  const Tensor& y = graph.tensor(op.outputs[0]);
  const std::vector<int32_t> strides = strides_of(x.shape);
  const auto whole = [&](size_t d) {
    return nearest_table({x.shape[d], x.shape[d], false, false}, strides[d]);
  };
  return index_copy(
      {whole(0), nearest_table(scaling_of(kind, x, y, 1), strides[1]),
       nearest_table(scaling_of(kind, x, y, 2), strides[2]), whole(3)});
}

template <class Weight>
PreparedBilinear<Weight> prepare_bilinear(const Resize& kind,
                                          const Graph& graph, const Op& op) {
  const Tensor& x = graph.tensor(op.inputs[0]);
  const Tensor& y = graph.tensor(op.outputs[0]);
  const std::vector<int32_t> strides = strides_of(x.shape);
  PreparedBilinear<Weight> result;
  result.batches = x.shape[0];
  result.input_elems = strides[0];
  result.output_height = y.shape[1];
  result.output_width = y.shape[2];
  result.depth = x.shape[3];
  const auto fill = [&](size_t dimension, std::vector<int32_t>& places,
                        std::vector<Weight>& weights) {
    const Scaling scaling = scaling_of(kind, x, y, dimension);
    for (int32_t i = 0; i < scaling.output; ++i) {
      const auto n = neighbours(scaling, i, Weight{});
      places.push_back(n.first * strides[dimension]);
      places.push_back(n.second * strides[dimension]);
      weights.push_back(n.weight);
    }
  };
  fill(1, result.rows, result.row_weights);
  fill(2, result.columns, result.column_weights);
  return result;
}

template PreparedBilinear<int16_t> prepare_bilinear(const Resize&, const Graph&,
                                                    const Op&);
template PreparedBilinear<float> prepare_bilinear(const Resize&, const Graph&,
                                                  const Op&);

}  // namespace firefly
