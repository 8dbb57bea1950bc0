// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "data/random.h"
#include "data/recording.h"

namespace firefly {

/// What a microphone hears of a click in a room: the image method (Allen and
/// Berkley, 1979) in a room, with walls and with places of the two drawn from
/// what is usual. The direct sound is 1 at sample 0, so nothing moves in time.
/// `reverb_s`: until the sound has fallen by 60 dB.
[[nodiscard]] std::vector<float> draw_room(double rate_hz, double reverb_s,
                                           Random& random);

/// The signal as heard in the room; each channel alone, as many samples.
[[nodiscard]] Signal convolve(const Signal& signal,
                              const std::vector<float>& room);

}  // namespace firefly
