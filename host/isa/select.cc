// SPDX-License-Identifier: Apache-2.0
#include "host/kernels.h"

namespace firefly::host {

#ifndef FIREFLY_HOST_X86_64
const Kernels* avx2_kernels() { return nullptr; }
const Kernels* avx512_kernels() { return nullptr; }
#endif

const Kernels& best_kernels() {
  if (const Kernels* kernels = avx512_kernels()) {
    return *kernels;
  }
  if (const Kernels* kernels = avx2_kernels()) {
    return *kernels;
  }
  return portable_kernels();
}

}  // namespace firefly::host
