// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace firefly {

inline constexpr const char* kVersion = FIREFLY_VERSION;

}  // namespace firefly
