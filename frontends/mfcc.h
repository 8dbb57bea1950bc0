// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `mfcc`: mel-frequency cepstral coefficients.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_mfcc();

}  // namespace firefly
