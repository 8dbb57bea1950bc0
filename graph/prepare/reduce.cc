// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/reduce.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "graph/prepare/quantization.h"

namespace firefly {
namespace {

/// Appends a dimension around the last one, or lengthens that.
void append(std::vector<int32_t>& dims, int32_t& rank, int32_t extent,
            int32_t step) {
  if (extent == 1) {
    return;
  }
  if (rank > 0 && dims[dims.size() - 2] * dims.back() == step) {
    dims[dims.size() - 2] *= extent;
    return;
  }
  dims.push_back(extent);
  dims.push_back(step);
  ++rank;
}

/// Brings the division by `count` into the multiplier. As TFLite's
/// QuantizedMeanOrSum: the quotient keeps as many bits as the shift allows.
QuantizedMultiplier divided(QuantizedMultiplier scale, int32_t count) {
  const int32_t floor_log2 =
      static_cast<int32_t>(std::bit_width(static_cast<uint32_t>(count))) - 1;
  const int32_t shift = std::min(floor_log2, 31 + scale.shift);
  return {static_cast<int32_t>((int64_t{scale.multiplier} << shift) / count),
          scale.shift - shift};
}

OutputRange full_output(const Tensor& output) {
  const IntegerRange range = full_range(output.type);
  return {output.zero_point(), range.low, range.high};
}

}  // namespace

PreparedReduce prepare_reduce(const Reduce& kind, const Tensor& input) {
  PreparedReduce result;
  std::vector<int32_t> reduced;
  int32_t step = 1;
  for (int32_t d = input.rank() - 1; d >= 0; --d) {
    const int32_t extent = input.shape[static_cast<size_t>(d)];
    if (std::ranges::binary_search(kind.axes, d)) {
      append(reduced, result.reduced_rank, extent, step);
      result.count *= extent;
    } else {
      append(result.dims, result.kept_rank, extent, step);
    }
    step *= extent;
  }
  result.dims.insert(result.dims.end(), reduced.begin(), reduced.end());
  return result;
}

ReduceQuantized prepare_sum_quantized(const Reduce& kind, const Tensor& input,
                                      const Tensor& output, int32_t count) {
  QuantizedMultiplier scale = quantize_multiplier(
      static_cast<double>(input.scale()) / static_cast<double>(output.scale()));
  if (kind.kind == ReduceKind::kMean) {
    scale = divided(scale, count);
  }
  return {{},
          wrapping_multiply(-input.zero_point(), count),
          scale.multiplier,
          scale.shift,
          full_output(output)};
}

ReduceProductQuantized prepare_product_quantized(const Tensor& input,
                                                 const Tensor& output,
                                                 int32_t count) {
  // Each factor takes its share of the output's scale, so that the running
  // product never overflows.
  const QuantizedMultiplier scale = quantize_multiplier(
      static_cast<double>(input.scale()) /
      std::pow(static_cast<double>(output.scale()), 1.0 / count));
  return {{},
          input.zero_point(),
          scale.multiplier,
          scale.shift,
          full_output(output)};
}

ArgReduceLayer prepare_arg_reduce(const ArgReduce& kind, const Tensor& input) {
  ArgReduceLayer layer{1, 1, 1};
  for (int32_t d = 0; d < input.rank(); ++d) {
    const int32_t extent = input.shape[static_cast<size_t>(d)];
    (d < kind.axis    ? layer.outer
     : d == kind.axis ? layer.extent
                      : layer.inner) *= extent;
  }
  return layer;
}

}  // namespace firefly
