// SPDX-License-Identifier: Apache-2.0
//
// depthwise_taps_s8.h on the DSP extension: a tap's four activations are
// widened, then multiplied by their own weights.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/depthwise_conv2d_s8.inl"
#include "kernels/depthwise_taps_s8.h"

namespace firefly::armv7em {

/// Adds the products of all taps to four channels' sums, `channel` the first of
/// them. Returns the end of the weights.
FIREFLY_INLINE const int32_t* mac_taps(int32_t (&sums)[4],
                                       const int8_t* const* taps,
                                       const int8_t* const* end, int channel,
                                       const int32_t* weights) {
#if defined(__ARM_FEATURE_DSP)
  // Taps by twos, whose loads chain; an odd one comes first, alone.
  int32_t first;
  int32_t second;
  int32_t even_weights;
  int32_t odd_weights;
  int32_t even;
  __asm__ volatile(
      "sub %[even], %[end], %[taps]\n\t"
      "tst %[even], #4\n\t"
      "beq 2f\n\t"
      "ldr %[first], [%[taps]], #4\n\t"
      "ldr %[odd_weights], [%[weights], #4]\n\t"
      "ldr %[even_weights], [%[weights]], #8\n\t"
      "ldr %[first], [%[first], %[channel]]\n\t"
      "cmp %[taps], %[end]\n\t"
      "sxtb16 %[even], %[first]\n\t"
      "sxtb16 %[first], %[first], ror #8\n\t"
      "smlabb %[s0], %[even], %[even_weights], %[s0]\n\t"
      "smlatt %[s2], %[even], %[even_weights], %[s2]\n\t"
      "smlabb %[s1], %[first], %[odd_weights], %[s1]\n\t"
      "smlatt %[s3], %[first], %[odd_weights], %[s3]\n\t"
      "beq 3f\n\t"
      "2:\n\t"
      "ldr %[second], [%[taps], #4]\n\t"
      "ldr %[first], [%[taps]], #8\n\t"
      "ldr %[second], [%[second], %[channel]]\n\t"
      "ldr %[first], [%[first], %[channel]]\n\t"
      "ldr %[odd_weights], [%[weights], #4]\n\t"
      "ldr %[even_weights], [%[weights]], #16\n\t"
      "sxtb16 %[even], %[first]\n\t"
      "sxtb16 %[first], %[first], ror #8\n\t"
      "smlabb %[s0], %[even], %[even_weights], %[s0]\n\t"
      "smlatt %[s2], %[even], %[even_weights], %[s2]\n\t"
      "smlabb %[s1], %[first], %[odd_weights], %[s1]\n\t"
      "smlatt %[s3], %[first], %[odd_weights], %[s3]\n\t"
      "ldr %[even_weights], [%[weights], #-8]\n\t"
      "ldr %[odd_weights], [%[weights], #-4]\n\t"
      "cmp %[taps], %[end]\n\t"
      "sxtb16 %[even], %[second]\n\t"
      "sxtb16 %[second], %[second], ror #8\n\t"
      "smlabb %[s0], %[even], %[even_weights], %[s0]\n\t"
      "smlatt %[s2], %[even], %[even_weights], %[s2]\n\t"
      "smlabb %[s1], %[second], %[odd_weights], %[s1]\n\t"
      "smlatt %[s3], %[second], %[odd_weights], %[s3]\n\t"
      "bne 2b\n\t"
      "3:\n\t"
      : [taps] "+r"(taps), [weights] "+r"(weights), [first] "=&r"(first),
        [second] "=&r"(second), [even] "=&r"(even),
        [even_weights] "=&r"(even_weights), [odd_weights] "=&r"(odd_weights),
        [s0] "+r"(sums[0]), [s1] "+r"(sums[1]), [s2] "+r"(sums[2]),
        [s3] "+r"(sums[3])
      : [end] "r"(end), [channel] "r"(channel)
      : "cc", "memory");
#else
  for (; taps != end; ++taps, weights += 2) {
    const uint32_t word = load_word(*taps + channel);
    sums[0] = smlabb(even_bytes(word), weights[0], sums[0]);
    sums[2] = smlatt(even_bytes(word), weights[0], sums[2]);
    sums[1] = smlabb(odd_bytes(word), weights[1], sums[1]);
    sums[3] = smlatt(odd_bytes(word), weights[1], sums[3]);
  }
#endif
  return weights;
}

/// Requantises a channel's sum; scale: multiplier, addend, shift.
template <bool rectified>
FIREFLY_INLINE int32_t scale_sum(int32_t sum, const int32_t* scale) {
  const int32_t scaled = rectified
                             ? smmla(sum, scale[0], scale[1])
                             : smmlar(sum, scale[0], scale[1]) + (sum >> 31);
  return saturate_byte(scaled >> scale[2]);
}

/// All channels of an output pixel.
template <bool rectified>
FIREFLY_KERNEL
void depthwise_taps_pixel(const DepthwiseTapsS8& layer,
                          const int8_t* const* taps, int8_t* output) {
  constexpr int kBlock = DepthwiseTapsS8::kBlock;
  constexpr uint32_t kFourTimes = 0x01010101;
  const ConvShape& shape = layer.shape;
  const int8_t* const* const end =
      taps + shape.kernel_height * shape.kernel_width;
  const uint32_t low = static_cast<uint8_t>(layer.range.low) * kFourTimes;
  const uint32_t high = static_cast<uint8_t>(layer.range.high) * kFourTimes;
  const bool clamps = layer.range.low > INT8_MIN || layer.range.high < INT8_MAX;
  const int last = shape.output_channels - kBlock;
  const int32_t* stream = layer.stream;
  for (int channel = 0;; channel += kBlock) {
    channel = min_of(channel, last);
    int32_t sums[kBlock] = {stream[0], stream[1], stream[2], stream[3]};
    stream = mac_taps(sums, taps, end, channel, stream + kBlock);
    auto bytes = static_cast<uint32_t>(scale_sum<rectified>(sums[0], stream));
    bytes = insert_byte<1>(bytes, scale_sum<rectified>(sums[1], stream + 3));
    bytes = insert_byte<2>(bytes, scale_sum<rectified>(sums[2], stream + 6));
    bytes = insert_byte<3>(bytes, scale_sum<rectified>(sums[3], stream + 9));
    stream += 3 * kBlock;
    if (!rectified && clamps) {
      bytes = min_bytes(max_bytes(bytes, low), high);
    }
    store_word(output + channel, bytes);
    if (channel == last) {
      return;
    }
  }
}

/// One output row. rows[k]: the input row under kernel row k, int8
/// [input_width, channels]; null for a margin. output: int8
/// [output_width, channels].
FIREFLY_KERNEL
inline void depthwise_taps_s8_row(const DepthwiseTapsS8& layer,
                                  const int8_t* const* rows, int8_t* output,
                                  uint8_t* scratch) {
  const ConvShape& shape = layer.shape;
  auto** const taps = reinterpret_cast<const int8_t**>(scratch);
  const int tap_count = shape.kernel_height * shape.kernel_width;
  auto* const margin = reinterpret_cast<int8_t*>(taps + tap_count);
  __builtin_memset(margin, layer.input_zero_point,
                   static_cast<size_t>(shape.input_channels));
  int first = -shape.margin_left;
  for (int x = 0; x < shape.output_width; ++x, first += shape.stride_w) {
    find_taps(shape, rows, first, margin, taps);
    layer.rectified ? depthwise_taps_pixel<true>(layer, taps, output)
                    : depthwise_taps_pixel<false>(layer, taps, output);
    output += shape.output_channels;
  }
}

/// The whole tensor. input: int8 NHWC. output: int8 NHWC.
FIREFLY_KERNEL
inline void depthwise_taps_s8(const DepthwiseTapsS8& layer, const int8_t* input,
                              int8_t* output, uint8_t* scratch) {
  constexpr int kPointerBytes = sizeof(const int8_t*);
  auto** rows = reinterpret_cast<const int8_t**>(
      scratch +
      depthwise_taps_s8_row_scratch_bytes(layer.shape, kPointerBytes));
  for_each_row(layer.shape, input, output, rows,
               [&](const int8_t* const* window, int8_t* row) {
                 depthwise_taps_s8_row(layer, window, row, scratch);
               });
}

}  // namespace firefly::armv7em
