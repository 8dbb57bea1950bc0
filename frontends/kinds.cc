// SPDX-License-Identifier: Apache-2.0
//
// The one list of front ends.
#include "frontends/front_end.h"
#include "frontends/image.h"
#include "frontends/log_mel.h"
#include "frontends/mfcc.h"
#include "frontends/raw.h"
#include "frontends/spectrogram.h"

namespace firefly {

std::span<const FrontEndKind> front_end_kinds() {
  static constexpr FrontEndKind kKinds[] = {
      {"image", 1, "pictures: crop, brightness, resize", design_image},
      {"log-mel", 1, "sound: logarithms of mel energies", design_log_mel},
      {"mfcc", 1, "sound: mel-frequency cepstral coefficients", design_mfcc},
      {"raw", 1, "samples as they are: filter, decimate, scale", design_raw},
      {"spectrogram", 1, "sound, vibration: logarithms of a spectrum",
       design_spectrogram},
  };
  return kKinds;
}

}  // namespace firefly
