// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `micro-frontend`: the front end of micro_speech and microWakeWord.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_micro_frontend();

}  // namespace firefly
