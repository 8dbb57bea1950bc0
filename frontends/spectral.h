// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `spectral`: level, shape and power spectrum of each channel of a frame.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_spectral();

}  // namespace firefly
