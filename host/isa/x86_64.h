// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/kernels.h"

namespace firefly::host {

// Made of constants alone, so that no instruction which this processor lacks
// runs before it is asked.
extern const Kernels kAvx2;
extern const Kernels kAvx512;

}  // namespace firefly::host
