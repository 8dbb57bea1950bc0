// SPDX-License-Identifier: Apache-2.0
//
// For the tests of timing models: code as opcodes, on an idle pipeline.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/timing/timing.h"

namespace firefly::timing {

/// A 16-bit opcode, or both halves of a 32-bit one as they are printed.
using Opcode = uint32_t;

inline std::vector<Code> code_at(uint64_t address,
                                 const std::vector<Opcode>& opcodes) {
  std::vector<Code> code;
  for (const Opcode opcode : opcodes) {
    Code instruction;
    instruction.address = address;
    instruction.bytes = opcode > 0xffff ? 4 : 2;
    instruction.halves = {
        static_cast<uint16_t>(instruction.bytes == 4 ? opcode >> 16 : opcode),
        static_cast<uint16_t>(opcode)};
    address += instruction.bytes;
    code.push_back(instruction);
  }
  return code;
}

inline std::unique_ptr<TimingModel> model(std::string_view name,
                                          const Parameters& parameters = {}) {
  std::string wrong;
  auto made = make_model(name, parameters, wrong);
  EXPECT_NE(made, nullptr) << wrong;
  return made;
}

inline Cycles run(TimingModel& model, const std::vector<Opcode>& opcodes,
                  uint64_t address = 0x1000) {
  model.reset();
  Cycles total;
  for (const Code& code : code_at(address, opcodes)) {
    total += model.step(code);
  }
  return total;
}

}  // namespace firefly::timing
