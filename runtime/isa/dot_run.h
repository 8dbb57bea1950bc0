// SPDX-License-Identifier: Apache-2.0
//
// A run of activations times the weights of several channels, or channels each
// times its own, which lie as a model has them: the loops of the layers that
// have no packed weights. With the
// DSP extension four products at a time, with MVE a vector; elsewhere in C++,
// which says the same.
#pragma once

#if defined(__ARM_FEATURE_MVE)
#include <arm_mve.h>
#endif

#include "isa/armv7em_dsp.h"

namespace firefly {
namespace dot_run {

/// sums[c] += x[0] · weights[c · stride]
template <int channels, class T>
FIREFLY_INLINE void add_one(const T* x, const int8_t* weights, int32_t stride,
                            int32_t* sums) {
  FIREFLY_UNROLL
  for (int c = 0; c < channels; ++c) {
    sums[c] = wrapping_add(sums[c], *x * weights[c * stride]);
  }
}

#if defined(__ARM_FEATURE_MVE)

inline constexpr int kStep = 8;

FIREFLY_INLINE int16x8_t load(const int8_t* from, mve_pred16_t lanes) {
  return vldrbq_z_s16(from, lanes);
}
FIREFLY_INLINE int16x8_t load(const int16_t* from, mve_pred16_t lanes) {
  return vldrhq_z_s16(from, lanes);
}

template <int channels, class T>
FIREFLY_INLINE void add_all(const T* x, const int8_t* weights, int32_t stride,
                            int32_t count, int32_t* sums) {
  for (; count > 0; count -= kStep, x += kStep, weights += kStep) {
    const mve_pred16_t lanes = vctp16q(static_cast<uint32_t>(count));
    const int16x8_t activations = load(x, lanes);
    FIREFLY_UNROLL
    for (int c = 0; c < channels; ++c) {
      sums[c] = vmladavaq_s16(sums[c], activations,
                              load(weights + c * stride, lanes));
    }
  }
}

#elif defined(__ARM_FEATURE_DSP)

// The next four activations: those at even places, those at odd ones.
#define FIREFLY_LOAD_QUAD_S8                \
  "ldr.w %[even], [%[x]], #4\n\t"           \
  "ldr.w %[a], [%[weights], %[stride]]\n\t" \
  "sxtb16 %[odd], %[even], ror #8\n\t"      \
  "sxtb16 %[even], %[even]\n\t"
#define FIREFLY_LOAD_QUAD_S16                  \
  "ldr.w %[odd], [%[x], #4]\n\t"               \
  "ldr.w %[even], [%[x]], #8\n\t"              \
  "ldr.w %[a], [%[weights], %[stride]]\n\t"    \
  "pkhbt %[b], %[even], %[odd], lsl #16\n\t"   \
  "pkhtb %[odd], %[odd], %[even], asr #16\n\t" \
  "mov %[even], %[b]\n\t"
#define FIREFLY_MULTIPLY_QUAD(word, sum)    \
  "sxtb16 %[c], %[" word                    \
  "]\n\t"                                   \
  "sxtb16 %[" word "], %[" word             \
  "], ror #8\n\t"                           \
  "smlad %[" sum "], %[even], %[c], %[" sum \
  "]\n\t"                                   \
  "smlad %[" sum "], %[odd], %[" word "], %[" sum "]\n\t"
// Loads come one after the other, where the Cortex-M4 chains them.
#define FIREFLY_MULTIPLY_QUADS(load_quad) \
  __asm__ volatile(                                            \
      "1:\n\t"                                                 \
      load_quad                                                \
      FIREFLY_MULTIPLY_QUAD("a", "sum1")                       \
      "ldr.w %[a], [%[weights], %[stride], lsl #1]\n\t"        \
      "ldr.w %[b], [%[weights], %[third]]\n\t"                 \
      FIREFLY_MULTIPLY_QUAD("a", "sum2")                       \
      "ldr.w %[a], [%[weights]], #4\n\t"                       \
      "subs %[count], #4\n\t"                                  \
      FIREFLY_MULTIPLY_QUAD("b", "sum3")                       \
      FIREFLY_MULTIPLY_QUAD("a", "sum0")                       \
      "bge 1b"                                                 \
      : [x] "+r"(x), [weights] "+r"(weights),                  \
        [count] "+r"(count), [sum0] "+r"(sums[0]),             \
        [sum1] "+r"(sums[1]), [sum2] "+r"(sums[2]),            \
        [sum3] "+r"(sums[3]), [even] "=&r"(even),              \
        [odd] "=&r"(odd), [a] "=&r"(a), [b] "=&r"(b),          \
        [c] "=&r"(c)                                           \
      : [stride] "r"(stride), [third] "r"(3 * stride)          \
      : "cc", "memory")

template <class T>
FIREFLY_INLINE void add_quads(const T*& x, const int8_t*& weights,
                              int32_t stride, int32_t& count, int32_t* sums) {
  int32_t even;
  int32_t odd;
  int32_t a;
  int32_t b;
  int32_t c;
  if constexpr (sizeof(T) == 1) {
    FIREFLY_MULTIPLY_QUADS(FIREFLY_LOAD_QUAD_S8);
  } else {
    FIREFLY_MULTIPLY_QUADS(FIREFLY_LOAD_QUAD_S16);
  }
}
#undef FIREFLY_LOAD_QUAD_S8
#undef FIREFLY_LOAD_QUAD_S16
#undef FIREFLY_MULTIPLY_QUAD
#undef FIREFLY_MULTIPLY_QUADS

template <int channels, class T>
FIREFLY_INLINE void add_all(const T* x, const int8_t* weights, int32_t stride,
                            int32_t count, int32_t* sums) {
  if (channels == 4 && count >= 4) {
    count -= 4;
    add_quads(x, weights, stride, count, sums);
    count += 4;
  }
  for (; count > 0; --count, ++x, ++weights) {
    add_one<channels>(x, weights, stride, sums);
  }
}

#else

template <int channels, class T>
FIREFLY_INLINE void add_all(const T* x, const int8_t* weights, int32_t stride,
                            int32_t count, int32_t* sums) {
  for (; count > 0; --count, ++x, ++weights) {
    add_one<channels>(x, weights, stride, sums);
  }
}

#endif

}  // namespace dot_run

/// sums[c] += Σ x[i] · weights[c · stride + i], 0 <= i < count; sums wrap.
/// T: int8_t or int16_t. A function, as its loop wants all registers.
template <int channels, class T>
FIREFLY_KERNEL
void add_products(const T* x, const int8_t* weights, int32_t stride,
                  int32_t count, int32_t* sums) {
  int32_t total[channels];
  FIREFLY_UNROLL
  for (int c = 0; c < channels; ++c) {
    total[c] = sums[c];
  }
  dot_run::add_all<channels>(x, weights, stride, count, total);
  FIREFLY_UNROLL
  for (int c = 0; c < channels; ++c) {
    sums[c] = total[c];
  }
}

/// sums[c] += x[c] · weights[c]; sums wrap.
template <int channels>
FIREFLY_INLINE void add_channels(const int16_t* x, const int8_t* weights,
                                 int32_t* sums) {
#if defined(__ARM_FEATURE_DSP)
  if constexpr (channels == 4) {
    const auto low = static_cast<int32_t>(armv7em::load_word(x));
    const auto high = static_cast<int32_t>(armv7em::load_word(x + 2));
    const uint32_t bytes = armv7em::load_word(weights);
    const int32_t even = armv7em::even_bytes(bytes);
    const int32_t odd = armv7em::odd_bytes(bytes);
    sums[0] = armv7em::smlabb(low, even, sums[0]);
    sums[1] = armv7em::smlatb(low, odd, sums[1]);
    sums[2] = armv7em::smlabt(high, even, sums[2]);
    sums[3] = armv7em::smlatt(high, odd, sums[3]);
    return;
  }
#endif
  FIREFLY_UNROLL
  for (int c = 0; c < channels; ++c) {
    sums[c] = wrapping_add(sums[c], x[c] * weights[c]);
  }
}

}  // namespace firefly
