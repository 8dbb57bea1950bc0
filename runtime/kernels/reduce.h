// SPDX-License-Identifier: Apache-2.0
//
// Reductions over any dimensions; TFLM's reference/reduce.h.
#pragma once

#include "kernels/limits.h"
#include "kernels/requantize.h"

namespace firefly {

/// Nested loops over strides, innermost first; the host merges dimensions.
struct ReduceLayer {
  int32_t kept_rank;
  int32_t reduced_rank;
  /// (kept_rank + reduced_rank) × {extent, step}: the kept dimensions, whose
  /// order is that of the output, then the reduced ones.
  const int32_t* dims;
};

/// Of sums and means of quantised elements.
struct ReduceQuantized {
  ReduceLayer loops;
  int32_t input_offset;  ///< −zero point · number of elements reduced.
  int32_t multiplier;    ///< Of a mean, with the division.
  int32_t shift;
  OutputRange range;
};

/// Of products of quantised elements, rescaled at each step.
struct ReduceProductQuantized {
  ReduceLayer loops;
  int32_t input_zero_point;
  int32_t multiplier;
  int32_t shift;
  OutputRange range;
};

/// Of a mean of numbers.
struct ReduceMean {
  ReduceLayer loops;
  int32_t count;  ///< Elements per output.
};

struct ReducePlain {
  ReduceLayer loops;
};

namespace reduction {

/// An odometer over `rank` dimensions.
class Walk {
 public:
  FIREFLY_INLINE Walk(const int32_t* dims, int32_t rank)
      : dims_(dims), rank_(rank) {
    for (int32_t d = 0; d < rank; ++d) {
      index_[d] = 0;
    }
  }
  /// Moves `offset` to the next position; false, and back at the first, after
  /// the last.
  FIREFLY_INLINE bool next(int32_t& offset) {
    for (int32_t d = 0; d < rank_; ++d) {
      const int32_t extent = dims_[2 * d];
      const int32_t step = dims_[2 * d + 1];
      if (++index_[d] < extent) {
        offset += step;
        return true;
      }
      index_[d] = 0;
      offset -= (extent - 1) * step;
    }
    return false;
  }

 private:
  const int32_t* dims_;
  int32_t rank_;
  int32_t index_[kMaxKernelRank];
};

/// Type of the running value.
template <class T>
struct Wide {
  using Type = int32_t;
};
template <>
struct Wide<int64_t> {
  using Type = int64_t;
};
template <>
struct Wide<float> {
  using Type = float;
};

template <class T>
FIREFLY_INLINE T sum_of(T a, T b) {
  return a + b;
}
FIREFLY_INLINE int32_t sum_of(int32_t a, int32_t b) {
  return wrapping_add(a, b);
}
FIREFLY_INLINE int64_t sum_of(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) +
                              static_cast<uint64_t>(b));
}

/// Sum or mean of quantised elements.
struct SumQuantized {
  using Layer = ReduceQuantized;
  template <class T>
  FIREFLY_INLINE static int32_t first(const Layer& /*layer*/, T x) {
    return x;
  }
  FIREFLY_INLINE static int32_t step(const Layer& /*layer*/, int32_t sum,
                                     int32_t x) {
    return wrapping_add(sum, x);
  }
  FIREFLY_INLINE static int32_t finish(const Layer& layer, int32_t sum) {
    return requantize(wrapping_add(sum, layer.input_offset), layer.multiplier,
                      layer.shift, layer.range);
  }
};

struct ProductQuantized {
  using Layer = ReduceProductQuantized;
  template <class T>
  FIREFLY_INLINE static int32_t first(const Layer& layer, T x) {
    return x - layer.input_zero_point;
  }
  FIREFLY_INLINE static int32_t step(const Layer& layer, int32_t product,
                                     int32_t x) {
    return multiply_by_quantized_multiplier(
        int64_t{product} * (x - layer.input_zero_point), layer.multiplier,
        layer.shift);
  }
  FIREFLY_INLINE static int32_t finish(const Layer& layer, int32_t product) {
    return requantize(int64_t{product}, layer.multiplier, layer.shift,
                      layer.range);
  }
};

/// Defaults of the functions on numbers.
struct Numbers {
  using Layer = ReducePlain;
  template <class T>
  FIREFLY_INLINE static typename Wide<T>::Type first(const Layer& /*layer*/,
                                                     T x) {
    return x;
  }
  template <class T>
  FIREFLY_INLINE static T finish(const Layer& /*layer*/, T value) {
    return value;
  }
};
struct Sum : Numbers {
  template <class T>
  FIREFLY_INLINE static T step(const Layer& /*layer*/, T sum, T x) {
    return sum_of(sum, x);
  }
};
struct Product : Numbers {
  FIREFLY_INLINE static float step(const Layer& /*layer*/, float product,
                                   float x) {
    return product * x;
  }
  FIREFLY_INLINE static int32_t step(const Layer& /*layer*/, int32_t product,
                                     int32_t x) {
    return wrapping_multiply(product, x);
  }
  FIREFLY_INLINE static int64_t step(const Layer& /*layer*/, int64_t product,
                                     int64_t x) {
    return static_cast<int64_t>(static_cast<uint64_t>(product) *
                                static_cast<uint64_t>(x));
  }
};
/// Also ANY, on 0 and 1.
struct Maximum : Numbers {
  template <class T>
  FIREFLY_INLINE static T step(const Layer& /*layer*/, T largest, T x) {
    return x > largest ? x : largest;
  }
};
/// Also ALL, on 0 and 1.
struct Minimum : Numbers {
  template <class T>
  FIREFLY_INLINE static T step(const Layer& /*layer*/, T smallest, T x) {
    return x < smallest ? x : smallest;
  }
};

/// Integers are summed in int64_t and divided, truncating.
struct Mean {
  using Layer = ReduceMean;
  FIREFLY_INLINE static float first(const Layer& /*layer*/, float x) {
    return x;
  }
  FIREFLY_INLINE static int64_t first(const Layer& /*layer*/, int64_t x) {
    return x;
  }
  FIREFLY_INLINE static int64_t first(const Layer& /*layer*/, int32_t x) {
    return x;
  }
  template <class T>
  FIREFLY_INLINE static T step(const Layer& /*layer*/, T sum, T x) {
    return sum_of(sum, x);
  }
  FIREFLY_INLINE static float finish(const Layer& layer, float sum) {
    return sum / static_cast<float>(layer.count);
  }
  FIREFLY_INLINE static int64_t finish(const Layer& layer, int64_t sum) {
    return sum / layer.count;
  }
};

}  // namespace reduction

/// out[kept] = Function over x[kept, reduced], in the order of x.
template <class Function, class T>
FIREFLY_KERNEL
void reduce(const typename Function::Layer& layer, const T* x, T* out) {
  const ReduceLayer loops = layer.loops;
  reduction::Walk kept(loops.dims, loops.kept_rank);
  reduction::Walk reduced(loops.dims + 2 * loops.kept_rank, loops.reduced_rank);
  int32_t begin = 0;
  do {
    int32_t offset = begin;
    auto value = Function::first(layer, x[offset]);
    while (reduced.next(offset)) {
      value =
          Function::step(layer, value, static_cast<decltype(value)>(x[offset]));
    }
    *out++ = static_cast<T>(Function::finish(layer, value));
  } while (kept.next(begin));
}

}  // namespace firefly
