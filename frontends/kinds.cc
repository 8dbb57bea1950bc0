// SPDX-License-Identifier: Apache-2.0
//
// The one list of front ends.
#include "frontends/front_end.h"

namespace firefly {

std::span<const FrontEndKind> front_end_kinds() { return {}; }

}  // namespace firefly
