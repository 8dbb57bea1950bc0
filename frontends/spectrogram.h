// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `spectrogram`: logarithms of a spectrum.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_spectrogram();

}  // namespace firefly
