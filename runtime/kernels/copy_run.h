// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/tiles.h"
#include "kernels/base.h"

namespace firefly {

inline constexpr int kCopyBlock = 16;  ///< Bytes a turn.

FIREFLY_INLINE void copy_block(const int8_t* from, int8_t* to) {
  // Not an array, which GCC 12 would keep on the stack.
  uint32_t a;
  uint32_t b;
  uint32_t c;
  uint32_t d;
  __builtin_memcpy(&a, from, 4);
  __builtin_memcpy(&b, from + 4, 4);
  __builtin_memcpy(&c, from + 8, 4);
  __builtin_memcpy(&d, from + 12, 4);
  __builtin_memcpy(to, &a, 4);
  __builtin_memcpy(to + 4, &b, 4);
  __builtin_memcpy(to + 8, &c, 4);
  __builtin_memcpy(to + 12, &d, 4);
}

/// Copies count >= kCopyBlock bytes; the last block may overlap the one before
/// it.
inline FIREFLY_KERNEL
void copy_blocks(const int8_t* from, int8_t* to, int count) {
  const int8_t* const last = from + count - kCopyBlock;
  for (; from < last; from += kCopyBlock, to += kCopyBlock) {
    copy_block(from, to);
  }
  copy_block(last, to + (last - from));
}

/// A short copy; the last word may overlap the one before it.
FIREFLY_INLINE void copy_run(const int8_t* from, int8_t* to, int count) {
  if (kCopiesBlocks && count >= kCopyBlock) {
    copy_blocks(from, to, count);
    return;
  }
  if (count >= 4) {
    const int8_t* const last = from + count - 4;
    for (; from < last; from += 4, to += 4) {
      __builtin_memcpy(to, from, 4);
    }
    __builtin_memcpy(to + (last - from), last, 4);
    return;
  }
  for (; count > 0; --count) {
    *to++ = *from++;
  }
}

/// Sets `count` bytes, a multiple of 4, word by word. Returns their end.
inline FIREFLY_KERNEL
int8_t* fill_run(int8_t* to, int count, uint32_t word) {
  int8_t* const end = to + count;
  for (; kCopiesBlocks && end - to >= kCopyBlock; to += kCopyBlock) {
    __builtin_memcpy(to, &word, 4);
    __builtin_memcpy(to + 4, &word, 4);
    __builtin_memcpy(to + 8, &word, 4);
    __builtin_memcpy(to + 12, &word, 4);
  }
  for (; to < end; to += 4) {
    __builtin_memcpy(to, &word, 4);
  }
  return end;
}

}  // namespace firefly
