// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/random.h"
#include "data/recording.h"

namespace firefly {

/// Adds a stretch of `noise`, from anywhere in it, so much softer than the
/// signal as `snr_db` says, by the power of each as a whole. A noise that is
/// shorter goes round. A signal of silence, or noise of it, stays alone.
void mix_noise(const Signal& noise, double snr_db, Signal& signal,
               Random& random);

}  // namespace firefly
