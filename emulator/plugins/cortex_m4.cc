// SPDX-License-Identifier: Apache-2.0
#include "emulator/plugins/cortex_m4.h"

#include <bit>

namespace firefly::cortex_m4 {
namespace {

constexpr uint8_t kLoadCycles = 2;
constexpr uint8_t kChainedLoadCycles = 1;
constexpr uint8_t kStoreCycles = 1;
constexpr uint8_t kIndexedStoreCycles = 2;
constexpr uint8_t kPairCycles = 3;
// With the refill, 5: LDR to PC; 6: TBB and TBH.
constexpr uint8_t kLoadPcCycles = 3;
constexpr uint8_t kTableBranchCycles = 4;
// 2 to 12, by the operands' leading zeros, which the model does not see.
constexpr uint8_t kDivideCycles = 7;
constexpr uint8_t kFloatMultiplyAddCycles = 3;
constexpr uint8_t kFloatDivideCycles = 14;
constexpr uint8_t kTwoRegisterMoveCycles = 2;

constexpr int kStackPointer = 13;
constexpr int kProgramCounter = 15;

int8_t reg(unsigned bits, unsigned mask = 15) {
  const auto number = static_cast<int8_t>(bits & mask);
  // As an address or a result the program counter is no register of interest:
  // it is never stale, and comparisons encode "no result" with its number.
  return number == kProgramCounter ? kNoRegister : number;
}

uint8_t one_plus(unsigned count) { return static_cast<uint8_t>(1 + count); }

Instruction load(int8_t base, int8_t index, int8_t destination) {
  Instruction instruction;
  instruction.cycles = kLoadCycles;
  instruction.access = Access::kLoad;
  instruction.base = base;
  instruction.index = index;
  instruction.loaded = destination;
  return instruction;
}

Instruction store(int8_t base, int8_t index) {
  Instruction instruction;
  instruction.cycles =
      index == kNoRegister ? kStoreCycles : kIndexedStoreCycles;
  instruction.access = Access::kStore;
  instruction.base = base;
  instruction.index = index;
  return instruction;
}

Instruction multiple(uint8_t cycles, int8_t base) {
  Instruction instruction;
  instruction.cycles = cycles;
  instruction.access = Access::kMultiple;
  instruction.base = base;
  return instruction;
}

Instruction alu(int8_t result) {
  Instruction instruction;
  instruction.alu_result = result;
  return instruction;
}

Instruction with_cycles(uint8_t cycles) {
  Instruction instruction;
  instruction.cycles = cycles;
  return instruction;
}

/// 16-bit loads and stores with two address registers: STR, STRH, STRB, then
/// LDRSB and the other loads.
Instruction decode_register_access(unsigned op) {
  const bool loads = ((op >> 9) & 7) >= 3;
  const int8_t base = reg(op >> 3, 7);
  const int8_t index = reg(op >> 6, 7);
  return loads ? load(base, index, reg(op, 7)) : store(base, index);
}

Instruction decode_narrow_access(unsigned op) {
  const bool loads = (op & 0x0800) != 0;
  if ((op & 0xf800) == 0x4800) {  // LDR from the literal pool
    return load(kNoRegister, kNoRegister, reg(op >> 8, 7));
  }
  if ((op & 0xf000) == 0x5000) {
    return decode_register_access(op);
  }
  if ((op & 0xf000) == 0x9000) {  // relative to the stack pointer
    return loads ? load(kStackPointer, kNoRegister, reg(op >> 8, 7))
                 : store(kStackPointer, kNoRegister);
  }
  const int8_t base = reg(op >> 3, 7);
  return loads ? load(base, kNoRegister, reg(op, 7)) : store(base, kNoRegister);
}

/// 16-bit data processing; comparisons have no result.
Instruction decode_narrow_alu(unsigned op) {
  if (op < 0x2000) {  // shifts, ADD and SUB of three registers
    return alu(reg(op, 7));
  }
  if (op < 0x4000) {  // MOV, CMP, ADD, SUB of an immediate
    return alu((op & 0xf800) == 0x2800 ? kNoRegister : reg(op >> 8, 7));
  }
  if ((op & 0xfc00) == 0x4000) {
    const unsigned operation = (op >> 6) & 15;
    const bool compares = operation == 8 || operation == 10 || operation == 11;
    return alu(compares ? kNoRegister : reg(op, 7));
  }
  if ((op & 0xfc00) == 0x4400) {  // high registers: ADD, CMP, MOV, BX
    const unsigned operation = (op >> 8) & 3;
    return alu(operation == 0 || operation == 2
                   ? reg((op & 7) | ((op >> 4) & 8))
                   : kNoRegister);
  }
  if ((op & 0xf000) == 0xa000) {  // ADR, ADD of the stack pointer
    return alu(reg(op >> 8, 7));
  }
  if ((op & 0xff00) == 0xb000) {  // ADD to the stack pointer
    return alu(kStackPointer);
  }
  if ((op & 0xff00) == 0xb200 || (op & 0xff00) == 0xba00) {  // SXTB, REV
    return alu(reg(op, 7));
  }
  return {};  // branches, IT, hints
}

Instruction decode_narrow(unsigned op) {
  if ((op & 0xf800) == 0x4800 || (op >= 0x5000 && op < 0xa000)) {
    return decode_narrow_access(op);
  }
  if ((op & 0xf600) == 0xb400) {  // PUSH, POP
    return multiple(one_plus(static_cast<unsigned>(std::popcount(op & 0x1ff))),
                    kStackPointer);
  }
  if ((op & 0xf000) == 0xc000) {  // STM, LDM
    return multiple(one_plus(static_cast<unsigned>(std::popcount(op & 0xff))),
                    reg(op >> 8, 7));
  }
  return decode_narrow_alu(op);
}

/// LDRD, STRD, exclusives, TBB and TBH.
Instruction decode_pair(unsigned first, unsigned second) {
  const int8_t base = reg(first);
  if ((first & 0xfff0) == 0xe8d0 && (second & 0xffe0) == 0xf000) {
    return multiple(kTableBranchCycles, base);
  }
  const bool exclusive = (first & 0xff20) == 0xe800;
  return multiple(exclusive ? kLoadCycles : kPairCycles, base);
}

/// 32-bit LDR and STR in all sizes.
Instruction decode_wide_access(unsigned first, unsigned second) {
  const bool loads = (first & 0x0010) != 0;
  const bool word = (first & 0x0060) == 0x0040;
  const bool literal = (first & 15) == kProgramCounter;
  const bool short_form = (first & 0x0080) == 0 && !literal;
  const int8_t base = reg(first);
  const bool has_index = short_form && (second & 0x0fc0) == 0;
  const int8_t index = has_index ? reg(second) : kNoRegister;
  const unsigned target = second >> 12;
  if (loads && target == kProgramCounter) {
    // A byte or halfword to PC encodes a preload hint.
    return word ? multiple(kLoadPcCycles, base) : Instruction{};
  }
  Instruction instruction =
      loads ? load(base, index, reg(target)) : store(base, index);
  const bool indexed = short_form && (second & 0x0800) != 0;
  const bool post_indexed = (second & 0x0400) == 0;
  const bool write_back = (second & 0x0100) != 0;
  instruction.writes_base = indexed && (post_indexed || write_back);
  return instruction;
}

Instruction decode_float_arithmetic(unsigned first, unsigned second) {
  switch ((first >> 4) & 0xb) {
    case 0x0:  // VMLA, VMLS
    case 0x1:  // VNMLA, VNMLS
    case 0x9:  // VFNMA, VFNMS
    case 0xa:  // VFMA, VFMS
      return with_cycles(kFloatMultiplyAddCycles);
    case 0x8:
      return with_cycles(kFloatDivideCycles);
    case 0xb: {
      const bool square_root = (first & 15) == 1 && (second & 0xc0) == 0xc0;
      return with_cycles(square_root ? kFloatDivideCycles : 1);
    }
    default:  // VADD, VSUB, VMUL
      return {};
  }
}

Instruction decode_float(unsigned first, unsigned second) {
  if ((first & 0xffe0) == 0xec40) {  // VMOV of two core registers
    return with_cycles(kTwoRegisterMoveCycles);
  }
  if ((first & 0xff20) == 0xed00) {  // VLDR, VSTR
    return multiple(kLoadCycles, reg(first));
  }
  if ((first & 0xfe00) == 0xec00) {  // VLDM, VSTM, VPUSH, VPOP
    return multiple(one_plus(second & 0xff), reg(first));
  }
  const bool core_move = (second & 0x0010) != 0;
  return core_move ? Instruction{} : decode_float_arithmetic(first, second);
}

Instruction decode_wide(unsigned first, unsigned second) {
  if ((first & 0xfe40) == 0xe800) {  // LDM, STM, wide PUSH and POP
    return multiple(one_plus(static_cast<unsigned>(std::popcount(second))),
                    reg(first));
  }
  if ((first & 0xfe40) == 0xe840) {
    return decode_pair(first, second);
  }
  if ((first & 0xfe00) == 0xf800) {
    return decode_wide_access(first, second);
  }
  const unsigned coprocessor = (second >> 8) & 15;
  if ((first & 0xec00) == 0xec00) {
    const bool is_float = coprocessor == 10 || coprocessor == 11;
    return is_float ? decode_float(first, second) : Instruction{};
  }
  if ((first & 0xf800) == 0xf000 && (second & 0x8000) != 0) {
    return {};  // branches, barriers, hints
  }
  Instruction instruction = alu(reg(second >> 8));
  const bool divides =
      (first & 0xffd0) == 0xfb90 && (second & 0x00f0) == 0x00f0;
  instruction.cycles = divides ? kDivideCycles : uint8_t{1};
  return instruction;
}

bool is(int8_t a, int8_t b) { return a != kNoRegister && a == b; }

/// A load's address must not come from the load that it would chain with.
bool chains(const Instruction& previous, const Instruction& current) {
  if (previous.access != Access::kLoad || current.access != Access::kLoad) {
    return false;
  }
  const bool stale_base =
      is(current.base, previous.loaded) ||
      (previous.writes_base && is(current.base, previous.base));
  return !stale_base && !is(current.index, previous.loaded);
}

bool waits_for_address(const Instruction& previous,
                       const Instruction& current) {
  return current.access != Access::kNone &&
         (is(current.base, previous.alu_result) ||
          is(current.index, previous.alu_result));
}

}  // namespace

Instruction decode(uint64_t address, uint16_t first, uint16_t second,
                   size_t bytes) {
  const bool wide = bytes == 4;
  Instruction instruction =
      wide ? decode_wide(first, second) : decode_narrow(first);
  instruction.word_aligned_32_bit = wide && address % 4 == 0;
  return instruction;
}

Cycles cost(const Instruction& previous, const Instruction& current) {
  Cycles cycles{current.cycles, current.cycles, current.cycles};
  if (chains(previous, current)) {
    cycles.likely = kChainedLoadCycles;
    if (previous.word_aligned_32_bit && current.word_aligned_32_bit) {
      cycles.strict = kChainedLoadCycles;
    }
  }
  if (waits_for_address(previous, current)) {
    ++cycles.strict;
  }
  return cycles;
}

}  // namespace firefly::cortex_m4
