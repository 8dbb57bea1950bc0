// SPDX-License-Identifier: Apache-2.0
//
// The calls of the fast int8 and int16 kernels: nothing where a kernel's
// preconditions fail.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/lower/lower.h"
#include "compiler/lower/pack_weights.h"

namespace firefly {

/// An int8 operator's constants, and its biases with the input's zero point
/// folded in.
struct FastConstants {
  ConvConstants plain;
  std::vector<int32_t> folded_bias;
};

/// Arguments of a kernel that exists in a row form, `<function>_row`, and in a
/// form for the whole tensor.
void set_arguments(KernelCall& call, const LowerContext& context,
                   std::string_view function);

/// A call of a fast convolution kernel, whose last argument is its scratch, up
/// to the first field of its layer, the shape.
[[nodiscard]] KernelCall convolution_call(std::string_view header,
                                          std::string_view function,
                                          std::string_view layer_type,
                                          const ConvShape& shape,
                                          const LowerContext& context);

/// A call of a fast fully connected kernel up to the extents of its layer.
[[nodiscard]] KernelCall fully_connected_call(std::string_view header,
                                              std::string_view function,
                                              std::string_view layer_type,
                                              const ConvShape& shape);

/// A layer of any of the three kinds on the kernel that they share where flash
/// is scarce; not of groups, other than a depthwise one's.
[[nodiscard]] std::optional<KernelCall> compact_conv2d(
    const FastConstants& constants, const LowerContext& context);

/// A convolution on the Winograd kernel, which goes row by row. On instruction
/// sets that have it.
[[nodiscard]] std::optional<KernelCall> winograd_conv2d(
    const FastConstants& constants, const LowerContext& context);

/// The same in two rows a call. On the DSP extension.
[[nodiscard]] std::optional<KernelCall> winograd_two_rows(
    const FastConstants& constants, const LowerContext& context);

/// A convolution by quads of pixels on MVE, which goes row by row.
[[nodiscard]] std::optional<KernelCall> conv2d_by_quads(
    const FastConstants& constants, const LowerContext& context);

/// The kernels of cores with the DSP extension (Cortex-M4, M7, M33).
[[nodiscard]] std::optional<KernelCall> conv2d_on_dsp(
    const FastConstants& constants, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> depthwise_planes_on_dsp(
    const FastConstants& constants, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> depthwise_columns_on_dsp(
    const FastConstants& constants, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> depthwise_taps_on_dsp(
    const FastConstants& constants, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> fully_connected_on_dsp(
    const FastConstants& constants, const LowerContext& context);

/// The row loops over the vocabulary of `target`, or of the portable ISA where
/// a scale is too large for that one.
[[nodiscard]] std::optional<KernelCall> conv2d_on(
    Isa target, const FastConstants& constants, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> depthwise_on(
    Isa target, const FastConstants& constants, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> fully_connected_on(
    Isa target, const FastConstants& constants, const LowerContext& context);

/// Constants of an operator of int16 activations.
struct S16Constants {
  ConvParameters parameters;
  std::vector<int8_t> weights;  ///< OHWI.
  std::vector<int64_t> bias;    ///< Empty if there is none.
  /// Sums of 64 bits, else of 32 bits that wrap.
  bool has_wide_sums = false;
};

/// The kernels of int16 activations, for all instruction sets.
[[nodiscard]] std::optional<KernelCall> conv2d_s16(
    const S16Constants& constants, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> depthwise_conv2d_s16(
    const S16Constants& constants, const LowerContext& context);
[[nodiscard]] std::optional<KernelCall> transpose_conv_s16(
    const S16Constants& constants);

}  // namespace firefly
