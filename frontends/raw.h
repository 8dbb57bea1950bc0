// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `raw`: the samples themselves, filtered, decimated and scaled.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_raw();

}  // namespace firefly
