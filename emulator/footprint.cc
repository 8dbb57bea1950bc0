// SPDX-License-Identifier: Apache-2.0
#include "emulator/footprint.h"

#include "emulator/elf.h"

namespace firefly {

// footprint.ld has sorted everything into sections by what it is.
Expected<Footprint> measure_footprint(const Firmware& firmware) {
  auto elf = read_elf(firmware.footprint);
  FIREFLY_RETURN_IF_ERROR(elf);
  Footprint footprint;
  for (const ElfSection& section : elf->sections) {
    if (!section.allocated) {
      continue;
    }
    if (section.writable) {
      footprint.data_bytes += section.bytes;
    }
    if (section.executable) {
      footprint.code_bytes += section.bytes;
    } else if (section.name == ".weights") {
      footprint.weights_bytes += section.bytes;
    } else if (section.has_contents) {
      footprint.constants_bytes += section.bytes;
    }
  }
  return footprint;
}

}  // namespace firefly
