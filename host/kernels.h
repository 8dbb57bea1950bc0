// SPDX-License-Identifier: Apache-2.0
//
// The contract between layers prepared for this machine and the kernels of one
// instruction set (host/isa). All of them compute the reference's bytes.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "kernels/requantize.h"

namespace firefly::host {

/// Vectors of int32 that hold the constants of one vector of output channels,
/// one after another in memory: the bias, then what Isa::Scale takes. Lanes 2i
/// and 2i + 1 of the roundings are one number of 64 bits.
enum ScaleVector {
  kBias,
  kLeft,           ///< Left shift, plus 1 for the doubling multiplication.
  kSign,           ///< 31, or 32 where there is no right shift.
  kMultiplier,     ///< Of all lanes; only even ones are multiplied.
  kMultiplierOdd,  ///< Those of the odd lanes, in the even ones.
  kRoundEven,      ///< 2^31 + (half a unit of the right shift) · 2^32.
  kRoundOdd,
  kRight,  ///< Right shift.
  kScaleVectors,
};

/// An image copied with its margins, widened to what products take:
/// [rows, columns, channels].
struct StageLayer {
  int32_t input_height;
  int32_t input_width;
  int32_t channels;
  int32_t rows;  ///< From the top margin on, as many as windows see.
  int32_t columns;
  int32_t margin_top;
  int32_t margin_left;
  int32_t fill;  ///< The zero point.
};

/// A product of matrices: pixels by channels, over the depth of a window, which
/// is a list of words of 4 bytes.
struct MatmulLayer {
  int32_t pixels;
  int32_t channels;         ///< That are computed,
  int32_t output_channels;  ///< of those that a pixel of the output has.
  int32_t words;
  const int32_t* pixel_offset;  ///< [pixels], in bytes of the staged image.
  const int32_t* word_offset;   ///< [words], in bytes from the pixel.
  /// By block of `Kernels::vectors` vectors of channels (the last has those
  /// that are left): [words, vectors of the block, lanes] words.
  const uint8_t* weights;
  const int32_t* scales;  ///< [vectors of channels, kScaleVectors, lanes].
  OutputRange range;
};

/// A depthwise convolution over a staged image of int16: the same elements at
/// many places. An element is a channel, or one of neighbouring pixels: where
/// windows move by one pixel, those are but more channels.
struct DepthwiseLayer {
  int32_t places;
  int32_t elems;      ///< Of a place.
  int32_t tap_pairs;  ///< Windows of an odd size have one tap of zeros.
  const int32_t* staged_offset;  ///< [places], in elements.
  const int32_t* output_offset;  ///< [places], in elements.
  const int32_t* tap_offset;     ///< [2 · tap_pairs], in elements.
  /// [pairs of vectors of a place, tap_pairs, 2 · lanes] pairs of int16, in the
  /// order of Isa::interleave.
  const int16_t* weights;
  const int32_t* scales;  ///< [2 · pairs of vectors, kScaleVectors, lanes].
  OutputRange range;
};

enum class SumKind : uint8_t {
  kAdd,
  kAddShifted,  ///< The first operand only needs a power of two.
  kSub,
  kMul,
};

/// One run of an elementwise operator. Scales without bias, the same in all
/// lanes; those of the operands are not used by kMul.
struct ElementwiseLayer {
  SumKind kind;
  int32_t a_step;  ///< 1, or 0 for a scalar.
  int32_t b_step;
  int32_t a_zero_point;
  int32_t b_zero_point;
  int32_t a_factor;          ///< Of kAddShifted, instead of a_scale.
  const int32_t* a_scale;    ///< [kScaleVectors, lanes]
  const int32_t* b_scale;    ///< [kScaleVectors, lanes]
  const int32_t* out_scale;  ///< [kScaleVectors, lanes]
  OutputRange range;
};

/// Pooling over NHWC. |sum of a window| + its half < 2^23.
struct PoolLayer {
  int32_t images;
  int32_t input_height;
  int32_t input_width;
  int32_t output_height;
  int32_t output_width;
  int32_t channels;
  int32_t window_height;
  int32_t window_width;
  int32_t stride_h;
  int32_t stride_w;
  int32_t margin_top;
  int32_t margin_left;
  int32_t low;
  int32_t high;
};

/// Means and sums over pixels: x [outer, count, channels] to [outer, channels].
struct MeanLayer {
  int32_t outer;
  int32_t count;
  int32_t channels;
  const int32_t* scales;  ///< [kScaleVectors, lanes], the same in all lanes.
  OutputRange range;
};

/// The kernels of one instruction set, and how they want their operands.
struct Kernels {
  const char* name;
  int32_t lanes;          ///< int32 in a vector.
  int32_t vectors;        ///< Of channels in a block of weights.
  int32_t element_bytes;  ///< Of a staged element of a matmul.
  int32_t offset;         ///< Added to the elements of a matmul when staged.

  /// One image, for matmul: elements of `element_bytes`, `offset` added.
  void (*stage)(const StageLayer&, const int8_t* image, uint8_t* staged);
  /// One image, for depthwise: int16.
  void (*stage_wide)(const StageLayer&, const int8_t* image, int16_t* staged);
  void (*matmul)(const MatmulLayer&, const uint8_t* staged, int8_t* out);
  void (*depthwise)(const DepthwiseLayer&, const int16_t* staged, int8_t* out);
  void (*elementwise)(const ElementwiseLayer&, const int8_t* a, const int8_t* b,
                      int32_t count, int8_t* out);
  void (*average_pool)(const PoolLayer&, const int8_t* x, int8_t* out);
  void (*max_pool)(const PoolLayer&, const int8_t* x, int8_t* out);
  void (*mean)(const MeanLayer&, const int8_t* x, int8_t* out);
};

/// Bytes behind a staged image that kernels may read.
inline constexpr size_t kStagedSlack = 256;

/// Runs everywhere.
[[nodiscard]] const Kernels& portable_kernels();
/// Of x86-64, or null where this processor lacks the instructions.
[[nodiscard]] const Kernels* avx2_kernels();
[[nodiscard]] const Kernels* avx512_kernels();

/// The quickest of them.
[[nodiscard]] const Kernels& best_kernels();

}  // namespace firefly::host
