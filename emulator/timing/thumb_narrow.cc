// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/thumb_narrow.h"

#include <bit>

namespace firefly::timing::thumb {
namespace {

Registers low(unsigned op, unsigned shift) { return core((op >> shift) & 7); }

Instruction branch(Registers reads, bool conditional) {
  Instruction instruction = operation(Kind::kBranch, reads, 0);
  instruction.conditional = conditional;
  return instruction;
}

/// STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH with two address registers.
Instruction decode_register_access(unsigned op) {
  constexpr unsigned kBytes[8] = {4, 2, 1, 1, 4, 2, 1, 2};
  const unsigned which = (op >> 9) & 7;
  return single_access(which >= 3, op & 7, low(op, 3), low(op, 6),
                       kBytes[which], 0);
}

Instruction decode_access(unsigned op) {
  const bool loads = (op & 0x0800) != 0;
  const auto offset = static_cast<int32_t>((op >> 6) & 31);
  switch (op >> 12) {
    case 0x4:  // LDR from the literal pool
      return single_access(true, (op >> 8) & 7, 0, 0, 4,
                           static_cast<int32_t>(op & 0xff) * 4);
    case 0x5:
      return decode_register_access(op);
    case 0x6:
      return single_access(loads, op & 7, low(op, 3), 0, 4, offset * 4);
    case 0x7:
      return single_access(loads, op & 7, low(op, 3), 0, 1, offset);
    case 0x8:
      return single_access(loads, op & 7, low(op, 3), 0, 2, offset * 2);
    default:  // relative to the stack pointer
      return single_access(loads, (op >> 8) & 7, core(kStackPointer), 0, 4,
                           static_cast<int32_t>(op & 0xff) * 4);
  }
}

/// AND, EOR, LSL, LSR, ASR, ADC, SBC, ROR, TST, RSB, CMP, CMN, ORR, MUL, BIC,
/// MVN of two low registers.
Instruction decode_two_registers(unsigned op) {
  const unsigned which = (op >> 6) & 15;
  const bool compares = which == 8 || which == 10 || which == 11;
  const bool ignores_target = which == 9 || which == 15;
  const bool with_carry = which == 5 || which == 6;
  Registers reads = low(op, 3) | (ignores_target ? 0 : low(op, 0));
  reads |= with_carry ? kFlags : 0;
  return operation(which == 13 ? Kind::kMultiply : Kind::kAlu, reads,
                   kFlags | (compares ? 0 : low(op, 0)));
}

/// ADD, CMP, MOV, BX and BLX of any registers.
Instruction decode_high_registers(unsigned op) {
  const unsigned target = (op & 7) | ((op >> 4) & 8);
  const Registers source = core(op >> 3);
  switch ((op >> 8) & 3) {
    case 0:
      return target == kProgramCounter
                 ? branch(source, false)
                 : operation(Kind::kAlu, source | core(target), core(target));
    case 1:
      return operation(Kind::kAlu, source | core(target), kFlags);
    case 2:
      return target == kProgramCounter
                 ? branch(source, false)
                 : operation(Kind::kAlu, source, core(target));
    default: {
      Instruction instruction = branch(source, false);
      instruction.writes = (op & 0x80) != 0 ? core(kLinkRegister) : 0;
      return instruction;
    }
  }
}

/// Below 0x4000: shifts, additions, and immediates.
Instruction decode_arithmetic(unsigned op) {
  if (op < 0x2000) {
    const bool two_registers = (op & 0x1c00) == 0x1800;
    return operation(Kind::kAlu, low(op, 3) | (two_registers ? low(op, 6) : 0),
                     low(op, 0) | kFlags);
  }
  const Registers target = low(op, 8);
  switch ((op >> 11) & 3) {
    case 0:
      return operation(Kind::kAlu, 0, target | kFlags);
    case 1:
      return operation(Kind::kAlu, target, kFlags);
    default:
      return operation(Kind::kAlu, target, target | kFlags);
  }
}

Instruction decode_miscellaneous(unsigned op) {
  if ((op & 0xff00) == 0xb000) {
    return operation(Kind::kAlu, core(kStackPointer), core(kStackPointer));
  }
  if ((op & 0xf500) == 0xb100) {  // CBZ, CBNZ
    return branch(low(op, 0), true);
  }
  if ((op & 0xff00) == 0xb200 || (op & 0xff00) == 0xba00) {  // SXTB, REV
    return operation(Kind::kAlu, low(op, 3), low(op, 0));
  }
  if ((op & 0xf600) == 0xb400) {
    const bool loads = (op & 0x0800) != 0;
    const unsigned extra = (op & 0x0100) == 0 ? 0U : loads ? 0x8000U : 0x4000U;
    return multiple_access(loads, kStackPointer, (op & 0xff) | extra, true);
  }
  const bool is_it = (op & 0xff00) == 0xbf00 && (op & 15) != 0;
  return operation(Kind::kOther, is_it ? kFlags : 0, 0);
}

}  // namespace

Instruction operation(Kind kind, Registers reads, Registers writes) {
  Instruction instruction;
  instruction.kind = kind;
  instruction.reads = reads;
  instruction.writes = writes;
  return instruction;
}

Instruction single_access(bool loads, unsigned target, Registers base,
                          Registers index, unsigned bytes, int32_t offset) {
  Instruction instruction;
  const bool to_pc = loads && target == kProgramCounter;
  instruction.kind =
      to_pc ? Kind::kLoadPc : (loads ? Kind::kLoad : Kind::kStore);
  instruction.address = base | index;
  instruction.indexed = index != 0;
  instruction.access_bytes = static_cast<uint8_t>(bytes);
  instruction.offset = offset;
  instruction.loaded = loads ? core(target) : 0;
  instruction.reads = instruction.address | (loads ? 0 : core(target));
  instruction.writes = instruction.loaded;
  return instruction;
}

Instruction multiple_access(bool loads, unsigned base, unsigned list,
                            bool write_back) {
  Instruction instruction;
  instruction.kind = loads ? Kind::kLoadMultiple : Kind::kStoreMultiple;
  instruction.words = static_cast<uint8_t>(std::popcount(list & 0xffff));
  instruction.address = core(base);
  const Registers registers = list & 0x7fff;
  instruction.loaded = loads ? registers : 0;
  instruction.reads = instruction.address | (loads ? 0 : registers);
  instruction.writes =
      instruction.loaded | (write_back ? instruction.address : 0);
  instruction.writes_base = write_back;
  return instruction;
}

Instruction decode_narrow(unsigned op) {
  if (op < 0x4000) {
    return decode_arithmetic(op);
  }
  if (op < 0x4400) {
    return decode_two_registers(op);
  }
  if (op < 0x4800) {
    return decode_high_registers(op);
  }
  if (op < 0xa000) {
    return decode_access(op);
  }
  if (op < 0xb000) {  // ADR, ADD of the stack pointer
    const bool is_sp = (op & 0x0800) != 0;
    return operation(Kind::kAlu, is_sp ? core(kStackPointer) : 0, low(op, 8));
  }
  if (op < 0xc000) {
    return decode_miscellaneous(op);
  }
  if (op < 0xd000) {
    return multiple_access((op & 0x0800) != 0, (op >> 8) & 7, op & 0xff, true);
  }
  if ((op & 0xfe00) == 0xde00) {  // UDF, SVC
    return {};
  }
  return branch(op < 0xe000 ? kFlags : 0, op < 0xe000);
}

}  // namespace firefly::timing::thumb
