// SPDX-License-Identifier: Apache-2.0
//
// From plain int8 convolution constants to those of the Winograd kernel
// (runtime/kernels/winograd_conv2d_s8.h).
#pragma once

#include "compiler/lower/pack_weights.h"
#include "kernels/winograd_conv2d_s8.h"
#include "kernels/winograd_phases_s8.h"
#include "kernels/winograd_two_rows_s8.h"

namespace firefly {

/// A WinogradDotS8 on the host.
struct PackedWinograd {
  int32_t depth = 0;
  int32_t channels = 0;
  std::vector<int32_t> weights;
  std::vector<int32_t> scales;
  bool nudges = false;
};

/// Whether the kernel takes convolutions of this geometry.
[[nodiscard]] bool is_winograd_shape(const ConvShape& shape);

/// Nothing if the shape, a sum or a scale does not meet the kernel's
/// preconditions.
[[nodiscard]] std::optional<PackedWinograd> pack_winograd(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

/// The same for two rows a call (runtime/kernels/winograd_two_rows_s8.h).
[[nodiscard]] std::optional<PackedWinograd> pack_winograd_two_rows(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

/// Whether the kernel for stride 2 takes convolutions of this geometry.
[[nodiscard]] bool is_phases_shape(const ConvShape& shape);

/// The same for that one (runtime/kernels/winograd_phases_s8.h).
[[nodiscard]] std::optional<PackedWinograd> pack_winograd_phases(
    const ConvConstants& constants, const std::vector<int32_t>& folded_bias);

/// Adds the fields of a WinogradDotS8.
void add_winograd_fields(KernelCall& call, const PackedWinograd& packed);

}  // namespace firefly
