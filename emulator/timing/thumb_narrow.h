// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/timing/thumb.h"

namespace firefly::timing::thumb {

/// Of decode(): 16-bit instructions.
[[nodiscard]] Instruction decode_narrow(unsigned op);

/// A load or store of one register; a load to the program counter is another
/// kind.
[[nodiscard]] Instruction single_access(bool loads, unsigned target,
                                        Registers base, Registers index,
                                        unsigned bytes, int32_t offset);
[[nodiscard]] Instruction multiple_access(bool loads, unsigned base,
                                          unsigned list, bool write_back);
[[nodiscard]] Instruction operation(Kind kind, Registers reads,
                                    Registers writes);

}  // namespace firefly::timing::thumb
