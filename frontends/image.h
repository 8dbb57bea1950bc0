// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "frontends/front_end.h"

namespace firefly {

/// `image`: crop, brightness and resize of a camera's pictures.
[[nodiscard]] std::unique_ptr<FrontEndDesign> design_image();

}  // namespace firefly
