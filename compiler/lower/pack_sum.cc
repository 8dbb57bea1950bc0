// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/pack_sum.h"

#include <limits>

namespace firefly {
namespace {

constexpr int32_t kLowest = std::numeric_limits<int8_t>::min();
constexpr int32_t kHighest = std::numeric_limits<int8_t>::max();

/// A scale of exactly one half.
bool halves(const OperandScale& scale) {
  return scale.multiplier == 1 << 30 && scale.shift == 0;
}

}  // namespace

std::optional<PackedSum> pack_sum(const BinaryScaled& layer, bool subtracts) {
  constexpr int32_t kLeftShift = 20;
  // Above it the addend could overflow.
  constexpr int32_t kMaxRightShift = 22;
  const int32_t right_shift = -layer.shift;
  PackedSum packed{};
  packed.wide_is_first = halves(layer.a);
  if (layer.left_shift != kLeftShift || right_shift < 1 ||
      right_shift > kMaxRightShift ||
      (!packed.wide_is_first && !halves(layer.b))) {
    return std::nullopt;
  }
  const OperandScale& wide = packed.wide_is_first ? layer.a : layer.b;
  const OperandScale& narrow = packed.wide_is_first ? layer.b : layer.a;
  const int32_t wide_sign = subtracts && !packed.wide_is_first ? -1 : 1;
  const int32_t narrow_sign = subtracts && packed.wide_is_first ? -1 : 1;

  const OutputRange& range = layer.range;
  packed.rectified = range.zero_point == kLowest && range.low == kLowest &&
                     range.high == kHighest;
  const int32_t scale = packed.rectified ? 4 : 2;
  packed.factor = wide_sign * scale * (1 << (kLeftShift - 1));
  for (int32_t element = kLowest; element <= kHighest; ++element) {
    const int32_t share =
        narrow_sign * scale *
        elementwise::at_common_scale(element, narrow, kLeftShift);
    packed.table.push_back(share - packed.factor * wide.zero_point);
  }
  const int32_t addend =
      range.zero_point * (1 << right_shift) + (1 << (right_shift - 1));
  packed.addend = packed.rectified ? 2 * addend + 1 : addend;
  packed.shift = right_shift + (packed.rectified ? 1 : 0);
  return packed;
}

}  // namespace firefly
