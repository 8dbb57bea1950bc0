// SPDX-License-Identifier: Apache-2.0
//
// Plain C++ in the vocabulary of vectors, for hosts without better: loops over
// lanes, which compilers may turn into the vectors that they know.
#include "host/kernels/kernels_of.inl"

namespace firefly::host {
namespace {

struct Portable {
  using Element = int16_t;
  static constexpr int kLanes = 8;
  static constexpr int kVectors = 2;
  static constexpr int kPlaces = 1;
  static constexpr int kOffset = 0;
  template <int vectors>
  static constexpr int tile_pixels() {
    return 2;
  }
  struct Vector {
    int32_t lane[kLanes];
  };

  template <class Function>
  FIREFLY_INLINE static Vector each(const Function& function) {
    Vector result{};
    for (int i = 0; i < kLanes; ++i) {
      result.lane[i] = function(i);
    }
    return result;
  }

  FIREFLY_INLINE static Vector load(const void* p) {
    Vector result{};
    __builtin_memcpy(&result, p, sizeof(result));
    return result;
  }
  FIREFLY_INLINE static Vector repeat(int32_t x) {
    return each([&](int) { return x; });
  }
  FIREFLY_INLINE static Vector spread(const uint8_t* p) {
    int32_t word = 0;
    __builtin_memcpy(&word, p, sizeof(word));
    return repeat(word);
  }
  FIREFLY_INLINE static Vector widen(const int8_t* x, int count) {
    return each([&](int i) { return i < count ? int32_t{x[i]} : 0; });
  }
  FIREFLY_INLINE static Vector add(Vector a, Vector b) {
    return each([&](int i) { return wrapping_add(a.lane[i], b.lane[i]); });
  }
  FIREFLY_INLINE static Vector sub(Vector a, Vector b) {
    return each([&](int i) {
      return static_cast<int32_t>(static_cast<uint32_t>(a.lane[i]) -
                                  static_cast<uint32_t>(b.lane[i]));
    });
  }
  FIREFLY_INLINE static Vector mul(Vector a, Vector b) {
    return each([&](int i) { return wrapping_multiply(a.lane[i], b.lane[i]); });
  }
  FIREFLY_INLINE static Vector dot(Vector sum, Vector x, Vector w) {
    int16_t a[2 * kLanes];
    int16_t b[2 * kLanes];
    __builtin_memcpy(a, &x, sizeof(a));
    __builtin_memcpy(b, &w, sizeof(b));
    return each([&](int i) {
      return wrapping_add(sum.lane[i],
                          a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1]);
    });
  }
  FIREFLY_INLINE static Vector dot_wide(Vector sum, Vector x, Vector w) {
    return dot(sum, x, w);
  }

  struct Pairs {
    Vector low;
    Vector high;
  };
  /// Quarters of eight elements, whose halves go to `low` and `high`: the order
  /// in which x86-64 unpacks.
  FIREFLY_INLINE static Pairs interleave(const int16_t* a, const int16_t* b) {
    int16_t low[2 * kLanes];
    int16_t high[2 * kLanes];
    for (int i = 0; i < kLanes; ++i) {
      const int from = i / 4 * 8 + i % 4;
      low[2 * i] = a[from];
      low[2 * i + 1] = b[from];
      high[2 * i] = a[from + 4];
      high[2 * i + 1] = b[from + 4];
    }
    return {load(low), load(high)};
  }

  struct Scale {
    Vector left, multiplier, right;

    FIREFLY_INLINE explicit Scale(const int32_t* scales)
        : left(load(scales + kLeft * kLanes)),
          multiplier(load(scales + kMultiplier * kLanes)),
          right(load(scales + kRight * kLanes)) {}

    FIREFLY_INLINE Vector operator()(Vector sum) const {
      return each([&](int i) {
        return scale_small_sum(
            wrapping_shift_left(sum.lane[i], left.lane[i] - 1),
            multiplier.lane[i], right.lane[i]);
      });
    }
  };

  using Range = OutputRange;

  FIREFLY_INLINE static int8_t output(int32_t x, const Range& range) {
    return static_cast<int8_t>(
        clamp(wrapping_add(x, range.zero_point), range.low, range.high));
  }
  FIREFLY_INLINE static void store(int8_t* out, Vector x, const Range& range,
                                   int count) {
    for (int i = 0; i < count; ++i) {
      out[i] = output(x.lane[i], range);
    }
  }
  FIREFLY_INLINE static void store_pair(int8_t* out, Vector low, Vector high,
                                        const Range& range, int count) {
    for (int i = 0; i < count; ++i) {
      const Vector& from = i % 8 < 4 ? low : high;
      out[i] = output(from.lane[i / 8 * 4 + i % 4], range);
    }
  }
};

constexpr Kernels kKernels = kernels_of<Portable>("portable");

}  // namespace

const Kernels& portable_kernels() { return kKernels; }

}  // namespace firefly::host
