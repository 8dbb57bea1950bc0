// SPDX-License-Identifier: Apache-2.0
//
// What a model costs in memory beside its own struct: everything that its
// invoke pulls into a firmware, compiler support and libc functions included.
#pragma once

#include <cstdint>

#include "emulator/firmware.h"
#include "graph/status.h"

namespace firefly {

struct Footprint {
  uint64_t weights_bytes = 0;    ///< Arrays named ...Weights or ...Bias.
  uint64_t code_bytes = 0;       ///< With literal pools.
  uint64_t constants_bytes = 0;  ///< All other read-only data, and the initial
                                 ///< values of variables.
  uint64_t data_bytes = 0;       ///< RAM: variables beside the model's struct.

  [[nodiscard]] uint64_t flash_bytes() const {
    return weights_bytes + code_bytes + constants_bytes;
  }
};

Expected<Footprint> measure_footprint(const Firmware& firmware);

}  // namespace firefly
