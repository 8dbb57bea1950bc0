// SPDX-License-Identifier: Apache-2.0
//
// Four neighbouring int8 at a time, for pooling: their sums and their maxima
// over many places.
#pragma once

#include "isa/armv7em_dsp.h"

namespace firefly {

#if defined(__ARM_FEATURE_DSP)

/// Sums, two in the halves of a word until they might overflow.
class ByteSums {
 public:
  /// Adds four elements at each of `count` places, `step` apart.
  FIREFLY_INLINE void add(const int8_t* from, int step, int count) {
    while (count > 0) {
      if (room_ == 0) {
        empty();
      }
      const int places = min_of(count, room_);
      count -= places;
      room_ -= places;
      for (int i = places; i > 0; --i, from += step) {
        const uint32_t word = armv7em::load_word(from);
        even_ = armv7em::add_even_bytes(even_, word);
        odd_ = armv7em::add_odd_bytes(odd_, word);
      }
    }
  }
  FIREFLY_INLINE void get(int32_t (&sums)[4]) {
    empty();
    for (int i = 0; i < 4; ++i) {
      sums[i] = sums_[i];
    }
  }

 private:
  /// 128 times this many fit a half.
  static constexpr int kRoom = 255;

  FIREFLY_INLINE void empty() {
    sums_[0] += static_cast<int16_t>(even_);
    sums_[1] += static_cast<int16_t>(odd_);
    sums_[2] += even_ >> 16;
    sums_[3] += odd_ >> 16;
    even_ = 0;
    odd_ = 0;
    room_ = kRoom;
  }

  int32_t even_ = 0;
  int32_t odd_ = 0;
  int room_ = kRoom;
  int32_t sums_[4] = {};
};

/// Words of the widest ByteMaxima that pays.
inline constexpr int kMostMaxima = 2;

/// Maxima of 4 · words channels, at least `low`.
template <int words>
class ByteMaxima {
 public:
  FIREFLY_INLINE explicit ByteMaxima(int32_t low) {
    for (uint32_t& word : largest_) {
      word = four(low);
    }
  }
  FIREFLY_INLINE void add(const int8_t* from, int step, int count) {
    for (; count > 0; --count, from += step) {
      FIREFLY_UNROLL
      for (int i = 0; i < words; ++i) {
        largest_[i] =
            armv7em::max_bytes(largest_[i], armv7em::load_word(from + 4 * i));
      }
    }
  }
  /// At most `high`.
  FIREFLY_INLINE void put(int32_t high, int8_t* out) const {
    FIREFLY_UNROLL
    for (int i = 0; i < words; ++i) {
      armv7em::store_word(out + 4 * i,
                          armv7em::min_bytes(largest_[i], four(high)));
    }
  }

 private:
  FIREFLY_INLINE static uint32_t four(int32_t value) {
    return static_cast<uint8_t>(value) * 0x01010101U;
  }

  uint32_t largest_[words];
};

#else

class ByteSums {
 public:
  FIREFLY_INLINE void add(const int8_t* from, int step, int count) {
    for (; count > 0; --count, from += step) {
      FIREFLY_UNROLL
      for (int i = 0; i < 4; ++i) {
        sums_[i] += from[i];
      }
    }
  }
  FIREFLY_INLINE void get(int32_t (&sums)[4]) const {
    for (int i = 0; i < 4; ++i) {
      sums[i] = sums_[i];
    }
  }

 private:
  int32_t sums_[4] = {};
};

inline constexpr int kMostMaxima = 1;

template <int words>
class ByteMaxima {
 public:
  FIREFLY_INLINE explicit ByteMaxima(int32_t low) {
    for (int32_t& value : largest_) {
      value = low;
    }
  }
  FIREFLY_INLINE void add(const int8_t* from, int step, int count) {
    for (; count > 0; --count, from += step) {
      FIREFLY_UNROLL
      for (int i = 0; i < 4 * words; ++i) {
        largest_[i] = max_of<int32_t>(largest_[i], from[i]);
      }
    }
  }
  FIREFLY_INLINE void put(int32_t high, int8_t* out) const {
    FIREFLY_UNROLL
    for (int i = 0; i < 4 * words; ++i) {
      out[i] = static_cast<int8_t>(min_of(largest_[i], high));
    }
  }

 private:
  int32_t largest_[4 * words];
};

#endif

}  // namespace firefly
