// SPDX-License-Identifier: Apache-2.0
#ifdef FIREFLY_HOST_X86_64
#include "host/isa/x86_64.h"
#endif
#include "host/kernels.h"

namespace firefly::host {

#ifdef FIREFLY_HOST_X86_64
const Kernels* avx2_kernels() {
  return __builtin_cpu_supports("avx2") ? &kAvx2 : nullptr;
}

const Kernels* avx512_kernels() {
  const bool there = __builtin_cpu_supports("avx2") &&
                     __builtin_cpu_supports("avx512f") &&
                     __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512vl") &&
                     __builtin_cpu_supports("avx512vnni");
  return there ? &kAvx512 : nullptr;
}
#else
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
