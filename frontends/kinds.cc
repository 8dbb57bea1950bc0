// SPDX-License-Identifier: Apache-2.0
//
// The one list of front ends.
#include "frontends/front_end.h"
#include "frontends/image.h"
#include "frontends/log_mel.h"
#include "frontends/mfcc.h"
#include "frontends/micro_frontend.h"
#include "frontends/raw.h"
#include "frontends/spectral.h"
#include "frontends/spectrogram.h"
#include "frontends/statistics.h"
#include "frontends/wavelet.h"

namespace firefly {

std::span<const FrontEndKind> front_end_kinds() {
  static constexpr FrontEndKind kKinds[] = {
      {"image", 1, "pictures: crop, brightness, resize", design_image},
      {"log-mel", 1, "sound: logarithms of mel energies", design_log_mel},
      {"mfcc", 1, "sound: mel-frequency cepstral coefficients", design_mfcc},
      {"micro-frontend", 1,
       "sound: as micro_speech and microWakeWord have it, bit for bit",
       design_micro_frontend},
      {"raw", 1, "samples as they are: filter, decimate, scale", design_raw},
      {"spectral", 1, "motion, vibration: level, shape, power spectrum",
       design_spectral},
      {"spectrogram", 1, "sound, vibration: logarithms of a spectrum",
       design_spectrogram},
      {"statistics", 1, "slow signals: seven numbers about each channel",
       design_statistics},
      {"wavelet", 1, "short events: statistics of octave bands",
       design_wavelet},
  };
  return kKinds;
}

}  // namespace firefly
