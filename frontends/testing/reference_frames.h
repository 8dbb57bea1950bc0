// SPDX-License-Identifier: Apache-2.0
//
// What front ends of slow signals compute, in double.
#pragma once

#include <cstdint>
#include <vector>

namespace firefly::testing {

using Samples = std::vector<double>;

/// One channel of an interleaved signal.
[[nodiscard]] Samples channel_of(const std::vector<int16_t>& signal,
                                 int channels, int channel);

/// The frames that wholly lie in `signal`.
[[nodiscard]] std::vector<Samples> frames_of(const Samples& signal,
                                             int frame_length, int hop_length);

struct ReferenceMoments {
  double mean = 0;
  double variance = 0;
  double skewness = 0;  ///< 0 where all values are equal, as the kurtosis.
  double kurtosis = 0;  ///< In excess of 3.
};
[[nodiscard]] ReferenceMoments moments(const Samples& x);

/// |DFT|² of frequencies 0 … n/2 of x · window.
[[nodiscard]] Samples powers(const Samples& x, const Samples& window);

/// Noise and tones whose level changes with time, of `channels` channels.
[[nodiscard]] std::vector<int16_t> motion_signal(int samples, int channels,
                                                 double level, unsigned seed);

}  // namespace firefly::testing
