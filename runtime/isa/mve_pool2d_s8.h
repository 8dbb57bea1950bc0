// SPDX-License-Identifier: Apache-2.0
//
// Average and maximum of int8 over a window with MVE, channels side by side;
// bit for bit pool2d_row() of pool2d.h.
#pragma once

#include <arm_mve.h>

#include "kernels/pool2d.h"

namespace firefly {
namespace mve {

/// A window: rows that are not null, columns [begin, end).
struct PoolWindow {
  const int8_t* const* rows;
  int height;
  int begin;
  int end;
  int channels;

  /// Visits the window's elements of a channel, row by row: `visit(pixel)`.
  template <class Visit>
  FIREFLY_INLINE void for_each(int channel, Visit visit) const {
    for (int k = 0; k < height; ++k) {
      if (rows[k] == nullptr) {
        continue;
      }
      const int8_t* pixel = rows[k] + begin * channels + channel;
      for (int i = begin; i < end; ++i, pixel += channels) {
        visit(pixel);
      }
    }
  }
  FIREFLY_INLINE int elems() const {
    int result = 0;
    for (int k = 0; k < height; ++k) {
      result += rows[k] == nullptr ? 0 : end - begin;
    }
    return result;
  }
};

/// Quotients of words, rounded to nearest, ties away from zero.
struct RoundingDivision {
  uint32_t half;
  uint32_t reciprocal;  ///< 2^31 / divisor, rounded up.

  /// Exact for dividends up to 128 · divisor and divisors up to 256: rounding
  /// the reciprocal up adds less than size / 2^31 to the quotient, and that is
  /// less than 1 / divisor.
  explicit RoundingDivision(uint32_t divisor)
      : half(divisor / 2), reciprocal((0x80000000U + divisor - 1) / divisor) {}

  FIREFLY_INLINE int32x4_t apply(int32x4_t x) const {
    const uint32x4_t size =
        vaddq_n_u32(vreinterpretq_u32_s32(vabsq_s32(x)), half);
    const int32x4_t quotient = vreinterpretq_s32_u32(
        vmulhq_u32(vshlq_n_u32(size, 1), vdupq_n_u32(reciprocal)));
    const int32x4_t sign = vshrq_n_s32(x, 31);
    return vsubq_s32(veorq_s32(quotient, sign), sign);
  }
};

}  // namespace mve

template <>
inline FIREFLY_KERNEL
void pool2d_row<pooling::Average>(const PoolLayer<int32_t>& layer,
                                  const int8_t* const* rows, int8_t* out) {
  // Sums have 16 bits.
  if (layer.window_height * layer.window_width > 256) {
    pool2d_row_plain<pooling::Average>(layer, rows, out);
    return;
  }
  const int16x8_t low = vdupq_n_s16(static_cast<int16_t>(layer.low));
  const int16x8_t high = vdupq_n_s16(static_cast<int16_t>(layer.high));
  const int channels = layer.channels;
  for (int x = 0; x < layer.output_width; ++x, out += channels) {
    const int first = x * layer.stride_w - layer.margin_left;
    const mve::PoolWindow window = {
        rows, layer.window_height, max_of(first, 0),
        min_of<int>(first + layer.window_width, layer.input_width), channels};
    const mve::RoundingDivision divide(
        static_cast<uint32_t>(max_of(window.elems(), 1)));
    for (int channel = 0; channel < channels; channel += 8) {
      const mve_pred16_t lanes =
          vctp16q(static_cast<uint32_t>(channels - channel));
      int16x8_t sum = vdupq_n_s16(0);
      window.for_each(channel, [&](const int8_t* pixel) {
        sum = vaddq_s16(sum, vldrbq_z_s16(pixel, lanes));
      });
      const int32x4_t even = divide.apply(vmovlbq_s16(sum));
      const int32x4_t odd = divide.apply(vmovltq_s16(sum));
      int16x8_t mean = vmovntq_s32(vreinterpretq_s16_s32(even), odd);
      mean = vminq_s16(vmaxq_s16(mean, low), high);
      vstrbq_p_s16(out + channel, mean, lanes);
    }
  }
}

template <>
inline FIREFLY_KERNEL
void pool2d_row<pooling::Maximum>(const PoolLayer<int32_t>& layer,
                                  const int8_t* const* rows, int8_t* out) {
  const int8x16_t low = vdupq_n_s8(static_cast<int8_t>(layer.low));
  const int8x16_t high = vdupq_n_s8(static_cast<int8_t>(layer.high));
  const int channels = layer.channels;
  for (int x = 0; x < layer.output_width; ++x, out += channels) {
    const int first = x * layer.stride_w - layer.margin_left;
    const mve::PoolWindow window = {
        rows, layer.window_height, max_of(first, 0),
        min_of<int>(first + layer.window_width, layer.input_width), channels};
    for (int channel = 0; channel < channels; channel += 16) {
      const mve_pred16_t lanes =
          vctp8q(static_cast<uint32_t>(channels - channel));
      int8x16_t largest = vdupq_n_s8(-128);
      window.for_each(channel, [&](const int8_t* pixel) {
        largest = vmaxq_s8(largest, vldrbq_z_s8(pixel, lanes));
      });
      largest = vminq_s8(vmaxq_s8(largest, low), high);
      vstrbq_p_s8(out + channel, largest, lanes);
    }
  }
}

}  // namespace firefly
