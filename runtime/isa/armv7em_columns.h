// SPDX-License-Identifier: Apache-2.0
//
// Lays out the columns of depthwise_columns_s8.h: four channels of two rows are
// widened to int16 and paired, margins read as the input's zero point.
#pragma once

#include "isa/armv7em_dsp.h"
#include "kernels/depthwise_columns_s8.h"

namespace firefly::armv7em {

/// Four bytes of a row, and how far it is to the next column's.
struct ColumnSource {
  const int8_t* at;
  int step;
};

#if defined(__ARM_FEATURE_DSP)

/// Columns of a row pair: [channel] words, kColumnWords apart. count > 0. Two
/// columns a turn; an odd one enters in the middle.
FIREFLY_INLINE void pair_rows(ColumnSource first, ColumnSource second,
                              int32_t* to, int count) {
  int32_t even;
  int32_t odd;
  int32_t second_even;
  int32_t second_odd;
#define FIREFLY_PAIR_COLUMN                      \
  "ldr %[a], [%[first]]\n\t"                     \
  "ldr %[b], [%[second]]\n\t"                    \
  "add %[first], %[first], %[first_step]\n\t"    \
  "add %[second], %[second], %[second_step]\n\t" \
  "sxtb16 %[c], %[a]\n\t"                        \
  "sxtb16 %[a], %[a], ror #8\n\t"                \
  "sxtb16 %[d], %[b]\n\t"                        \
  "sxtb16 %[b], %[b], ror #8\n\t"                \
  "pkhtb lr, %[d], %[c], asr #16\n\t"            \
  "pkhbt %[c], %[c], %[d], lsl #16\n\t"          \
  "pkhtb %[d], %[b], %[a], asr #16\n\t"          \
  "pkhbt %[a], %[a], %[b], lsl #16\n\t"          \
  "strd lr, %[d], [%[to], #8]\n\t"               \
  "strd %[c], %[a], [%[to]], #32\n\t"
  __asm__ volatile(
      "lsrs %[count], %[count], #1\n\t"
      "bcs 2f\n"
      "1:\n\t"
      "subs %[count], %[count], #1\n\t"  //
      FIREFLY_PAIR_COLUMN                //
      "2:\n\t"                           //
      FIREFLY_PAIR_COLUMN                //
      "cmp %[count], #0\n\t"
      "bne 1b\n\t"
      : [first] "+r"(first.at), [second] "+r"(second.at), [to] "+r"(to),
        [count] "+r"(count), [a] "=&r"(even), [b] "=&r"(odd),
        [c] "=&r"(second_even), [d] "=&r"(second_odd)
      : [first_step] "r"(first.step), [second_step] "r"(second.step)
      : "lr", "cc", "memory");
#undef FIREFLY_PAIR_COLUMN
}

/// The same of a kernel's last row if it has no partner: channels 0 and 2 share
/// the words of both, 1 and 3 likewise, and weights pick theirs.
FIREFLY_INLINE void spread_row(ColumnSource row, int32_t* to, int count) {
  int32_t even;
  int32_t odd;
  __asm__ volatile(
      "1:\n\t"
      "ldr %[odd], [%[row]]\n\t"
      "add %[row], %[row], %[step]\n\t"
      "subs %[count], %[count], #1\n\t"
      "sxtb16 %[even], %[odd]\n\t"
      "sxtb16 %[odd], %[odd], ror #8\n\t"
      "strd %[even], %[odd], [%[to], #8]\n\t"
      "strd %[even], %[odd], [%[to]], #32\n\t"
      "bne 1b\n\t"
      : [row] "+r"(row.at), [to] "+r"(to), [count] "+r"(count),
        [even] "=&r"(even), [odd] "=&r"(odd)
      : [step] "r"(row.step)
      : "cc", "memory");
}

#else

/// The same in C++, for hosts.
inline void pair_rows(ColumnSource first, ColumnSource second, int32_t* to,
                      int count) {
  for (; count > 0; --count, to += DepthwiseColumns::kColumnWords) {
    for (int channel = 0; channel < DepthwiseColumns::kBlock; ++channel) {
      to[channel] = pair_of(first.at[channel], second.at[channel]);
    }
    first.at += first.step;
    second.at += second.step;
  }
}
inline void spread_row(ColumnSource row, int32_t* to, int count) {
  for (; count > 0; --count, to += DepthwiseColumns::kColumnWords) {
    const uint32_t word = load_word(row.at);
    row.at += row.step;
    to[0] = to[2] = even_bytes(word);
    to[1] = to[3] = odd_bytes(word);
  }
}

#endif

/// Columns that lie in the margins.
FIREFLY_INLINE void fill_columns(int32_t* to, int count, int32_t pair) {
  for (; count > 0; --count, to += DepthwiseColumns::kColumnWords) {
    to[0] = to[1] = to[2] = to[3] = pair;
  }
}

/// Fills the margins of a phase of a row pair, or of the kernel's last row if
/// it is alone, and says what to copy. The phase
/// starts over column `column` of the image. Null rows are margins.
FIREFLY_INLINE ColumnCopy plan_copy(const DepthwiseColumnsS8& layer,
                                    const int8_t* const* rows, bool alone,
                                    int column, const int8_t* zeros,
                                    int32_t* to) {
  const ConvShape& shape = layer.shape;
  const int32_t zero_pair = pair_of(*zeros, *zeros);
  const int stride = layer.layout.phases;
  const int columns = layer.layout.columns;
  const int before = column >= 0 ? 0 : (stride - 1 - column) / stride;
  const int behind = (shape.input_width - column + stride - 1) / stride;
  const int begin = min_of(before, columns);
  const bool margin = rows[0] == nullptr && (alone || rows[1] == nullptr);
  const int end = margin ? begin : clamp(behind, begin, columns);
  fill_columns(to, begin, zero_pair);
  fill_columns(to + end * DepthwiseColumns::kColumnWords, columns - end,
               zero_pair);
  const int offset = (column + begin * stride) * shape.input_channels;
  const auto source = [&](const int8_t* row) {
    return row == nullptr ? zeros : row + offset;
  };
  return {source(rows[0]),
          alone ? nullptr : source(rows[1]),
          to + begin * DepthwiseColumns::kColumnWords,
          rows[0] == nullptr ? 0 : -1,
          alone || rows[1] == nullptr ? 0 : -1,
          end - begin};
}

/// Plans the columns of a chunk of output pixels whose first window starts at
/// `column`: fills margins, which are the same for all channels. Returns the
/// end of the copies that are left to do for each block.
FIREFLY_KERNEL
inline ColumnCopy* plan_columns(const DepthwiseColumnsS8& layer,
                                const int8_t* const* rows, int column,
                                const int8_t* zeros, ColumnCopy* copies,
                                int32_t* to) {
  const ConvShape& shape = layer.shape;
  const int phase_words = layer.layout.phase_words();
  for (int quad = 0; quad < shape.kernel_height;
       quad += DepthwiseColumns::kQuad) {
    for (int phase = 0; phase < layer.layout.phases;
         ++phase, to += phase_words) {
      for (int pair = 0; pair < 2; ++pair) {
        const int row = quad + 2 * pair;
        if (row < shape.kernel_height) {
          *copies = plan_copy(layer, rows + row, row + 1 == shape.kernel_height,
                              column + phase, zeros,
                              to + pair * DepthwiseColumns::kBlock);
          copies += copies->count > 0 ? 1 : 0;
        }
      }
    }
  }
  return copies;
}

/// Copies the four channels from `channel` on; columns are `step` apart.
FIREFLY_INLINE void copy_columns(const ColumnCopy* copy, const ColumnCopy* end,
                                 int channel, int step) {
  for (; copy != end; ++copy) {
    const ColumnSource first = {copy->first + (channel & copy->first_mask),
                                step & copy->first_mask};
    if (copy->second == nullptr) {
      spread_row(first, copy->to, copy->count);
    } else {
      pair_rows(first,
                {copy->second + (channel & copy->second_mask),
                 step & copy->second_mask},
                copy->to, copy->count);
    }
  }
}

}  // namespace firefly::armv7em
