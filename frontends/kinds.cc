// SPDX-License-Identifier: Apache-2.0
//
// The one list of front ends.
#include "frontends/front_end.h"
#include "frontends/image.h"
#include "frontends/raw.h"

namespace firefly {

std::span<const FrontEndKind> front_end_kinds() {
  static constexpr FrontEndKind kKinds[] = {
      {"image", 1, "pictures: crop, brightness, resize", design_image},
      {"raw", 1, "samples as they are: filter, decimate, scale", design_raw},
  };
  return kKinds;
}

}  // namespace firefly
