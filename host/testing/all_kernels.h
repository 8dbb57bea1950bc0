// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "host/kernels.h"

namespace firefly::host {

/// Those of all instruction sets that this processor has.
inline std::vector<const Kernels*> all_kernels() {
  std::vector<const Kernels*> all = {&portable_kernels()};
  for (const Kernels* kernels : {avx2_kernels(), avx512_kernels()}) {
    if (kernels != nullptr) {
      all.push_back(kernels);
    }
  }
  return all;
}

}  // namespace firefly::host
