// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `statistics`: seven numbers about each channel of a frame.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_statistics();

}  // namespace firefly
