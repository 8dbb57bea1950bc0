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

/// Maxima.
class ByteMaxima {
 public:
  FIREFLY_INLINE void add(const int8_t* from, int step, int count) {
    for (; count > 0; --count, from += step) {
      largest_ = armv7em::max_bytes(largest_, armv7em::load_word(from));
    }
  }
  FIREFLY_INLINE void get(int32_t (&largest)[4]) const {
    for (int i = 0; i < 4; ++i) {
      largest[i] = static_cast<int8_t>(largest_ >> (8 * i));
    }
  }

 private:
  uint32_t largest_ = 0x80808080U;
};

#else

/// Lanes in four words.
template <class Step>
class ByteLanes {
 public:
  FIREFLY_INLINE void add(const int8_t* from, int step, int count) {
    for (; count > 0; --count, from += step) {
      FIREFLY_UNROLL
      for (int i = 0; i < 4; ++i) {
        lane_[i] = Step::apply(lane_[i], from[i]);
      }
    }
  }
  FIREFLY_INLINE void get(int32_t (&lanes)[4]) const {
    for (int i = 0; i < 4; ++i) {
      lanes[i] = lane_[i];
    }
  }

 private:
  int32_t lane_[4] = {Step::kStart, Step::kStart, Step::kStart, Step::kStart};
};

struct AddByte {
  static constexpr int32_t kStart = 0;
  FIREFLY_INLINE static int32_t apply(int32_t sum, int32_t x) {
    return sum + x;
  }
};
struct LargerByte {
  static constexpr int32_t kStart = INT8_MIN;
  FIREFLY_INLINE static int32_t apply(int32_t largest, int32_t x) {
    return max_of(largest, x);
  }
};

using ByteSums = ByteLanes<AddByte>;
using ByteMaxima = ByteLanes<LargerByte>;

#endif

}  // namespace firefly
