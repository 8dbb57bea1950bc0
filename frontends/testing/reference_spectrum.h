// SPDX-License-Identifier: Apache-2.0
//
// What the spectral front ends approximate, in floating point, written from
// the definitions.
#pragma once

#include <cstdint>
#include <vector>

namespace firefly::testing {

struct ReferenceSpectrum {
  int frame_length;
  int hop_length;
  int fft_length;
  std::vector<double> window;  ///< frame_length values
  double pre_emphasis = 0;
};

/// |X|² of each frame of samples in −1 … 1, by the definition of the DFT:
/// fft_length/2 + 1 values a frame.
[[nodiscard]] std::vector<std::vector<double>> reference_power(
    const ReferenceSpectrum& spectrum, const std::vector<int16_t>& signal);

/// Triangles as tf.signal.linear_to_mel_weight_matrix defines them, applied to
/// the bins of a frame.
[[nodiscard]] std::vector<double> reference_mel(const std::vector<double>& bins,
                                                int filters, double low_hz,
                                                double high_hz, double rate_hz);

/// 0.54/0.46 or 0.5/0.5 raised cosines of a period.
[[nodiscard]] std::vector<double> raised_cosine(int length, double mean,
                                                double period);

/// A chirp with harmonics and noise, as loud as `amplitude`, with silence in
/// its middle.
[[nodiscard]] std::vector<int16_t> test_sound(int samples, double amplitude,
                                              uint32_t seed);

}  // namespace firefly::testing
