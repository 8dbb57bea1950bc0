// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base.h"

namespace firefly {

/// Lowest and highest finite value of an element type.
template <class T>
struct Limits;
template <>
struct Limits<int8_t> {
  static constexpr int8_t kLowest = INT8_MIN;
  static constexpr int8_t kHighest = INT8_MAX;
};
template <>
struct Limits<uint8_t> {
  static constexpr uint8_t kLowest = 0;
  static constexpr uint8_t kHighest = UINT8_MAX;
};
template <>
struct Limits<int16_t> {
  static constexpr int16_t kLowest = INT16_MIN;
  static constexpr int16_t kHighest = INT16_MAX;
};
template <>
struct Limits<int32_t> {
  static constexpr int32_t kLowest = INT32_MIN;
  static constexpr int32_t kHighest = INT32_MAX;
};
template <>
struct Limits<int64_t> {
  static constexpr int64_t kLowest = INT64_MIN;
  static constexpr int64_t kHighest = INT64_MAX;
};
template <>
struct Limits<float> {
  static constexpr float kLowest = -__FLT_MAX__;
  static constexpr float kHighest = __FLT_MAX__;
};

}  // namespace firefly
