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

/// Whether small code is worth more than fast code (-Os).
#if defined(__OPTIMIZE_SIZE__)
inline constexpr bool kSmallCode = true;
#else
inline constexpr bool kSmallCode = false;
#endif

/// Whether words may lie anywhere; else GCC copies them byte by byte, and
/// blocks are not worth their code.
#if defined(__ARM_ARCH_6M__) || defined(__riscv)
inline constexpr bool kCopiesBlocks = false;
#else
inline constexpr bool kCopiesBlocks = !kSmallCode;
#endif

/// Sums of products of int8 vectors (conv2d_s8, fully_connected_s8). Cores with
/// 16-bit dual multiplication have their own for almost all layers
/// (kernels/paired_dot_s8.h), and MVE for all (isa/mve_tiles.h).
struct DotTiles {
  /// Products one step takes along the depth; depths are padded to it.
  int32_t lanes;
  /// Output pixels and channels whose sums are formed side by side.
  int32_t pixels;
  int32_t channels;
  /// Size of an activation in a patch: 2 where patches are widened to int16.
  int32_t patch_elem_bytes;
  /// Two pixels a word (kernels/conv2d_s8_pixel_pairs.inl). No weight may be
  /// -128 then.
  bool pairs_pixels = false;
  /// Two tiles of channels side by side where there is only one pixel.
  bool doubles_channels = false;
};

/// Size of an activation in a convolution's patch: half a word if two pixels
/// share words.
constexpr int32_t conv_patch_elem_bytes(const DotTiles& tiles) {
  return tiles.pairs_pixels ? 2 : tiles.patch_elem_bytes;
}

/// Channel by channel products of int8 (depthwise_conv2d_s8).
struct ChannelTiles {
  int32_t lanes;   ///< Channels side by side; the remainder goes one by one.
  int32_t pixels;  ///< Output pixels side by side, away from the margins.
  /// One channel a time, margins or not
  /// (kernels/depthwise_conv2d_s8_columns.inl).
  bool by_column = false;
};

namespace portable {
inline constexpr DotTiles kDotTiles = {1, 2, 2, 1};
inline constexpr ChannelTiles kChannelTiles = {2, 2};
inline constexpr int32_t kMinRightShift = 0;
}  // namespace portable

namespace armv6m {
inline constexpr DotTiles kDotTiles = {4, 2, 4, 1, true};
inline constexpr ChannelTiles kChannelTiles = {1, 4, true};
inline constexpr int32_t kMinRightShift = -6;
}  // namespace armv6m

namespace armv7m {
inline constexpr DotTiles kDotTiles = {4, 4, 4, 1, true};
inline constexpr ChannelTiles kChannelTiles = {1, 4, true};
inline constexpr int32_t kMinRightShift = -6;
}  // namespace armv7m

namespace armv7em {
inline constexpr DotTiles kDotTiles = {4, 1, 4, 1};
inline constexpr ChannelTiles kChannelTiles = {4, 2};
/// Its requantisation needs scales below one half; layers with larger ones, a
/// rarity, run on the portable kernels.
inline constexpr int32_t kMinRightShift = 1;
}  // namespace armv7em

namespace mve {
inline constexpr int32_t kMinRightShift = -6;
}  // namespace mve

namespace rv32 {
inline constexpr DotTiles kDotTiles = {4, 4, 4, 1, true, true};
inline constexpr ChannelTiles kChannelTiles = {1, 6, true};
inline constexpr int32_t kMinRightShift = -6;
}  // namespace rv32

constexpr int32_t round_up(int32_t value, int32_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

}  // namespace firefly
