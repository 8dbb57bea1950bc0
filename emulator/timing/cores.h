// SPDX-License-Identifier: Apache-2.0
//
// The cores' entries in the list of models.
#pragma once

#include "emulator/timing/timing.h"

namespace firefly::timing {

NamedModel cortex_m0plus();
NamedModel cortex_m3();
NamedModel cortex_m4();
NamedModel cortex_m7();
NamedModel cortex_m33();
NamedModel cortex_m55();
NamedModel rv32();

}  // namespace firefly::timing
