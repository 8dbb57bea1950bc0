// SPDX-License-Identifier: Apache-2.0
//
// Butterworth filters by the bilinear transform, as sections of second order.
// Frequencies are fractions of the sampling rate, between 0 and 1/2.
#pragma once

#include <cstdint>
#include <vector>

namespace firefly {

/// (b0 + b1 z^−1 + b2 z^−2) / (1 + a1 z^−1 + a2 z^−2)
struct Biquad {
  double b0, b1, b2, a1, a2;
};

/// −3 dB at `cutoff`; the gain is 1 at 0, of each section too.
[[nodiscard]] std::vector<Biquad> butterworth_low_pass(int order,
                                                       double cutoff);
/// The gain is 1 at 1/2, of each section too.
[[nodiscard]] std::vector<Biquad> butterworth_high_pass(int order,
                                                        double cutoff);
/// `order` at each edge; −3 dB at both. The gain is 1 at the centre, and no
/// frequency is above its input between two sections.
[[nodiscard]] std::vector<Biquad> butterworth_band_pass(int order, double low,
                                                        double high);

/// As features/biquad.h takes them: Q29, five a section. Whether a section
/// passes a constant wholly or not at all stays exact.
[[nodiscard]] std::vector<int32_t> quantized_sections(
    const std::vector<Biquad>& sections);

}  // namespace firefly
