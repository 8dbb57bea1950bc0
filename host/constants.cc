// SPDX-License-Identifier: Apache-2.0
#include "host/constants.h"

#include <algorithm>

namespace firefly::host {

FixedScale fixed_scale(int32_t bias, int32_t multiplier, int32_t shift) {
  return {bias, multiplier, std::max(shift, 0), std::max(-shift, 0)};
}

bool is_safe(const FixedScale& scale, int64_t largest_sum) {
  constexpr int64_t kLimit = int64_t{1} << 30;
  return scale.multiplier >= 0 && scale.left < 31 && scale.right < 32 &&
         largest_sum < kLimit && (largest_sum << scale.left) < kLimit;
}

void append_scales(std::span<const FixedScale> lanes, Aligned<int32_t>& out) {
  const auto append = [&](const auto& value) {
    for (size_t i = 0; i < lanes.size(); ++i) {
      out.push_back(value(i));
    }
  };
  const auto half = [&](size_t i) {
    return lanes[i].right > 0 ? int32_t{1} << (lanes[i].right - 1) : 0;
  };
  // 64 bits over two lanes: the low word rounds the multiplication.
  const auto rounding = [&](size_t odd) {
    return [half, odd](size_t i) {
      return i % 2 == 0 ? INT32_MIN : half(i - 1 + odd);
    };
  };
  static_assert(kBias == 0 && kLeft == 1 && kSign == 2 && kMultiplier == 3 &&
                kMultiplierOdd == 4 && kRoundEven == 5 && kRoundOdd == 6 &&
                kRight == 7);
  append([&](size_t i) { return lanes[i].bias; });
  append([&](size_t i) { return lanes[i].left + 1; });
  append([&](size_t i) { return lanes[i].right > 0 ? 31 : 32; });
  append([&](size_t i) { return lanes[i].multiplier; });
  append([&](size_t i) { return lanes[i / 2 * 2 + 1].multiplier; });
  append(rounding(0));
  append(rounding(1));
  append([&](size_t i) { return lanes[i].right; });
}

}  // namespace firefly::host
