// SPDX-License-Identifier: Apache-2.0
//
// What start-up does to memory on every core before main.
#pragma once

#include <stdint.h>

int main();

// Symbols of firmware.ld.
extern "C" {
extern const uint32_t firefly_data_load[];
extern uint32_t firefly_data_begin[];
extern uint32_t firefly_data_end[];
extern uint32_t firefly_zero_begin[];
extern uint32_t firefly_zero_end[];
}

namespace firefly::port {

inline void prepare_memory() {
  const uint32_t* from = firefly_data_load;
  for (uint32_t* to = firefly_data_begin; to != firefly_data_end; ++to) {
    *to = *from++;
  }
  for (uint32_t* to = firefly_zero_begin; to != firefly_zero_end; ++to) {
    *to = 0;
  }
}

}  // namespace firefly::port
