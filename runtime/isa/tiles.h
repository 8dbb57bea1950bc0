// SPDX-License-Identifier: Apache-2.0
//
// How each instruction set cuts up its work. The compiler packs weights and
// sizes scratch by the numbers by which the kernels read them; nothing here
// needs the target's intrinsics, so the host includes it too.
#pragma once

#include "kernels/base.h"

/// Unrolls the loop that follows, whose trip count is a small constant; GCC
/// keeps arrays that such loops index in registers only then.
#if defined(__clang__)
#define FIREFLY_UNROLL _Pragma("unroll")
#else
#define FIREFLY_UNROLL _Pragma("GCC unroll 16")
#endif

namespace firefly {

/// Sums of products of int8 vectors (conv2d_s8, fully_connected_s8). Cores with
/// 16-bit dual multiplication have their own (kernels/paired_dot_s8.h), and MVE
/// (isa/mve_tiles.h).
struct DotTiles {
  /// Products one step takes along the depth; depths are padded to it.
  int32_t lanes;
  /// Output pixels and channels whose sums are formed side by side.
  int32_t pixels;
  int32_t channels;
  /// Size of an activation in a patch: 2 where patches are widened to int16.
  int32_t patch_elem_bytes;
};

/// Channel by channel products of int8 (depthwise_conv2d_s8).
struct ChannelTiles {
  int32_t lanes;   ///< Channels side by side; the remainder goes one by one.
  int32_t pixels;  ///< Output pixels side by side, away from the margins.
};

namespace portable {
inline constexpr DotTiles kDotTiles = {1, 2, 2, 1};
inline constexpr ChannelTiles kChannelTiles = {2, 2};
inline constexpr int32_t kMinRightShift = 0;
}  // namespace portable

namespace armv7em {
inline constexpr ChannelTiles kChannelTiles = {4, 2};
/// Its requantisation needs scales below one half; layers with larger ones, a
/// rarity, run on the portable kernels.
inline constexpr int32_t kMinRightShift = 1;
}  // namespace armv7em

namespace mve {
inline constexpr int32_t kMinRightShift = -6;
}  // namespace mve

constexpr int32_t round_up(int32_t value, int32_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

}  // namespace firefly
