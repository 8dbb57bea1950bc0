// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `wavelet`: statistics of octave bands of each channel of a frame.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_wavelet();

/// The orthonormal low pass of Daubechies' wavelet with four vanishing moments
/// ("db4"), as PyWavelets' dec_lo (I. Daubechies, Ten Lectures on Wavelets,
/// table 6.1).
inline constexpr std::array<double, 8> kDb4 = {
    -0.010597401784997278, 0.032883011666982945, 0.030841381835986965,
    -0.18703481171888114,  -0.02798376941698385, 0.6308807679295904,
    0.7148465705525415,    0.23037781330885523};

}  // namespace firefly
