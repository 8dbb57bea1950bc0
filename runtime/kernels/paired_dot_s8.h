// SPDX-License-Identifier: Apache-2.0
//
// The core of paired_conv2d_s8 and paired_fully_connected_s8, for cores that
// multiply two pairs of int16 an instruction: sums of products for four
// channels of one pixel or of two.
//
// The weights of two channels share a 16-bit number, 256 · second + first: a
// dual multiplication by the word as it is gives the sum of first + 256 ·
// second, one SXTB16 leaves the first alone, and the difference of the two sums
// is 256 times the second's, exactly as long as that stays below 2^31. So half
// of the SXTB16 that int8 weights need go away.
//
// Both roundings of TFLite's requantisation are one here. With u = sum ·
// multiplier / 2^31 and s the right shift it computes
// floor((floor(u + 1/2) + 2^(s-1) - nudge) / 2^s), nudge = 1 for negative u if
// s > 0. Floors nest, so without the nudge this is
// floor((sum · 2^k · multiplier / 2^32 + C) / 2^(s+k-1)) for every k >= 2, with
// C = 2^(k-2) + (s > 0 ? 2^(s+k-2) : 0): one SMMLA and one shift. The nudge
// matters only to negative results, which a ReLU clamps.
#pragma once

#include "isa/tiles.h"
#include "kernels/requantize.h"

namespace firefly {

/// How sums become outputs: bits, with one between them that is the kernel's.
namespace paired_form {
inline constexpr int32_t kRelu = 0;  ///< Clamps at -128, the zero point.
/// The range is narrower than int8 above that.
inline constexpr int32_t kClampBit = 1;
/// Any zero point, any range, any sum.
inline constexpr int32_t kGeneralBit = 4;
/// As kRelu, stored as planes (plane_rows.h) instead of pixel by pixel.
inline constexpr int32_t kPlanes = 8;
}  // namespace paired_form

/// Layer constants. compiler/lower/pack_pairs.h packs them and proves the
/// preconditions: no weight is -128; every |sum| that can occur is below 2^23,
/// unless the form is general also below 2^(14 + s) for its channel's right
/// shift s; -6 <= s <= 15, or 1 <= s <= 20 if the form is general.
struct PairedDotS8 {
  int32_t depth;     ///< Products a sum, padded with zeros to a multiple of 4.
  int32_t channels;  ///< Output channels, not padded.
  /// [channel tile]: what the sums start from, two words a pair of channels:
  /// first + 256 · second, then first; the input's zero point is folded in.
  /// Then [depth / 4][k parity][pair] words of weights. The halfwords of a word
  /// belong to k and k + 2, the pairs to channels (2, 0) and (3, 1) of the tile
  /// as (first, second). Interleaved, for the wide kernel, tiles share a stream
  /// by twos: the biases of both, then four pairs instead of two; a last one
  /// without a second is as above. Aligned to 4 bytes.
  const int8_t* weights;
  /// [channel tile][channel 2, 0, 3, 1]: a multiplier, an addend and a shift.
  const int32_t* scales;
  int32_t scale_step;  ///< Bytes from tile to tile; 0 if all have the same.
  int32_t form;        ///< Bits of paired_form.
  uint32_t low;        ///< Four times the least output + 128.
  uint32_t high;       ///< Four times the largest output + 128.
};

/// Where the windows of two neighbouring pixels lie: runs of memory, all of the
/// same length, which is cut into words and what these leave.
struct WindowRuns {
  const int8_t* const* runs;  ///< Their beginnings, but for an offset.
  int32_t count;
  int32_t second;  ///< Bytes from the first pixel's to the second's.
  int32_t words;   ///< Bytes of a run in whole words; a multiple of 4.
  int32_t rest;    ///< Bytes beyond.
};

/// Channels of a tile, bytes of its biases, words of its scales.
inline constexpr int32_t kPairedChannels = 4;
inline constexpr int32_t kPairedBiasBytes = 16;
inline constexpr int32_t kPairedScales = 12;

/// Bytes from the weights of a tile to those of the next.
constexpr int32_t paired_tile_bytes(int32_t depth) {
  return kPairedBiasBytes + kPairedChannels * depth;
}

}  // namespace firefly
