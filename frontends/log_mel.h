// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `log-mel`: logarithms of mel energies.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_log_mel();

}  // namespace firefly
