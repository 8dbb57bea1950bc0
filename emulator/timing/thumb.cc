// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/thumb.h"

#include "emulator/timing/thumb_narrow.h"

namespace firefly::timing::thumb {
namespace {

/// LDRD, STRD, exclusives, TBB and TBH.
Instruction decode_pair(unsigned first, unsigned second) {
  const Registers base = core(first);
  const bool loads = (first & 0x0010) != 0;
  if ((first & 0xfff0) == 0xe8d0 && (second & 0xffe0) == 0xf000) {
    Instruction table = operation(Kind::kTableBranch, base | core(second), 0);
    table.address = table.reads;
    return table;
  }
  const Registers pair = core(second >> 12) | core(second >> 8);
  Instruction instruction;
  const bool exclusive = (first & 0xff20) == 0xe800;
  instruction.kind = exclusive ? Kind::kExclusive
                               : (loads ? Kind::kLoadPair : Kind::kStorePair);
  instruction.words = exclusive ? 1 : 2;
  instruction.address = base;
  instruction.loaded = loads ? pair : 0;
  instruction.writes_base = !exclusive && (first & 0x0020) != 0;
  instruction.reads = base | (loads ? 0 : pair);
  instruction.writes =
      instruction.loaded | (instruction.writes_base ? base : 0);
  return instruction;
}

/// 32-bit LDR and STR in all sizes.
Instruction decode_access(unsigned first, unsigned second) {
  const bool loads = (first & 0x0010) != 0;
  const unsigned bytes = 1U << ((first >> 5) & 3);
  const bool literal = (first & 15) == kProgramCounter;
  const bool short_form = (first & 0x0080) == 0 && !literal;
  const bool has_index = short_form && (second & 0x0fc0) == 0;
  const unsigned target = second >> 12;
  if (loads && target == kProgramCounter && bytes != 4) {
    return {};  // encodes a preload hint
  }
  const bool indexed = short_form && (second & 0x0800) != 0;
  const bool adds_first = indexed && (second & 0x0400) != 0;
  auto offset = static_cast<int32_t>(second & (short_form ? 0xff : 0xfff));
  if (indexed && (second & 0x0200) == 0) {
    offset = -offset;
  }
  if (has_index || (indexed && !adds_first)) {
    offset = 0;
  }
  Instruction instruction = single_access(
      loads, target, core(first), has_index ? core(second) : 0, bytes, offset);
  instruction.writes_base = indexed && (!adds_first || (second & 0x0100) != 0);
  instruction.writes |= instruction.writes_base ? core(first) : 0;
  return instruction;
}

/// Branches, hints, barriers, and the loops of Armv8.1-M.
Instruction decode_control(unsigned first, unsigned second) {
  if ((second & 0xf801) == 0xe801) {
    return operation(Kind::kOther, core(first), 0);  // VCTP
  }
  if ((second & 0xd001) == 0xc001) {
    const Registers counter = core(kLinkRegister);
    const bool ends = (first & 0xffcf) == 0xf00f && (second & 0x2000) == 0;
    return ends ? operation(Kind::kLoopEnd, counter, counter)
                : operation(Kind::kOther, core(first), counter);
  }
  if ((second & 0x5000) == 0 && (first & 0x0380) == 0x0380) {
    return {};  // MRS, MSR, barriers, hints
  }
  Instruction branch = operation(Kind::kBranch, 0, 0);
  branch.conditional = (second & 0x5000) == 0;
  branch.reads = branch.conditional ? kFlags : 0;
  branch.writes = (second & 0x5000) == 0x5000 ? core(kLinkRegister) : 0;
  return branch;
}

/// With a modified or a plain immediate.
Instruction decode_immediate(unsigned first, unsigned second) {
  const unsigned op = (first >> 4) & 31;
  Registers reads = core(first);
  Kind kind = Kind::kAlu;
  if ((first & 0x0200) != 0) {
    const bool is_movw = op == 0x04;
    const bool is_movt = op == 0x0c;
    const bool keeps_part = is_movt || op == 0x16;  // BFI
    reads = is_movw || is_movt ? 0 : reads;
    reads |= keeps_part ? core(second >> 8) : 0;
    if (op == 0x14 || op == 0x16 || op == 0x1c) {
      kind = Kind::kBitField;
    } else if (op >= 0x10) {
      kind = Kind::kDsp;  // SSAT, USAT
    }
    return operation(kind, reads, core(second >> 8));
  }
  const bool with_carry = (op >> 1) == 10 || (op >> 1) == 11;
  reads |= with_carry ? kFlags : 0;
  return operation(kind, reads,
                   core(second >> 8) | ((op & 1) != 0 ? kFlags : 0));
}

Instruction decode_shifted_register(unsigned first, unsigned second) {
  const unsigned op = (first >> 5) & 15;
  const bool with_carry = op == 10 || op == 11;
  const bool packs = op == 6;  // PKHBT
  const bool sets_flags = (first & 0x0010) != 0;
  return operation(packs ? Kind::kDsp : Kind::kAlu,
                   core(first) | core(second) | (with_carry ? kFlags : 0),
                   core(second >> 8) | (sets_flags ? kFlags : 0));
}

/// Shifts by a register, extensions, parallel arithmetic.
Instruction decode_register(unsigned first, unsigned second) {
  const Registers reads = core(first) | core(second);
  const unsigned op = (first >> 4) & 15;
  const bool shifts = op < 8 && (second & 0x00f0) == 0;
  const bool extends_one =
      op < 8 && op != 2 && op != 3 && (first & 15) == kProgramCounter;
  const bool reverses_or_counts =
      (op == 9 || op == 11) && (second & 0x00c0) == 0x0080;
  const bool simple = shifts || extends_one || reverses_or_counts;
  return operation(simple ? Kind::kAlu : Kind::kDsp, reads, core(second >> 8));
}

Instruction decode_multiply(unsigned first, unsigned second) {
  Instruction instruction;
  const Registers factors = core(first) | core(second);
  const unsigned op = (first >> 4) & 15;
  if (op < 8) {
    instruction.accumulator = core(second >> 12);
    instruction.kind =
        instruction.accumulator != 0 ? Kind::kMultiplyAdd : Kind::kMultiply;
    instruction.reads = factors | instruction.accumulator;
    instruction.writes = core(second >> 8);
    return instruction;
  }
  if (op == 9 || op == 11) {
    return operation(Kind::kDivide, factors, core(second >> 8));
  }
  const Registers result = core(second >> 8) | core(second >> 12);
  const bool adds = op >= 12;
  instruction.kind = adds ? Kind::kLongMultiplyAdd : Kind::kLongMultiply;
  instruction.accumulator = adds ? result : 0;
  instruction.reads = factors | instruction.accumulator;
  instruction.writes = result;
  return instruction;
}

Instruction decode_wide(unsigned first, unsigned second) {
  if ((first & 0xfe40) == 0xe800) {  // LDM, STM, wide PUSH and POP
    return multiple_access((first & 0x0010) != 0, first & 15, second,
                           (first & 0x0020) != 0);
  }
  if ((first & 0xfe40) == 0xe840) {
    return decode_pair(first, second);
  }
  if ((first & 0xfe00) == 0xf800) {
    return decode_access(first, second);
  }
  if ((first & 0xec00) == 0xec00) {
    return decode_coprocessor(first, second);
  }
  if ((first & 0xfe00) == 0xea00) {
    return decode_shifted_register(first, second);
  }
  if ((first & 0xf800) == 0xf000) {
    return (second & 0x8000) != 0 ? decode_control(first, second)
                                  : decode_immediate(first, second);
  }
  return (first & 0xff00) == 0xfa00 ? decode_register(first, second)
                                    : decode_multiply(first, second);
}

}  // namespace

bool Instruction::reads_memory() const {
  switch (kind) {
    case Kind::kTableBranch:
    case Kind::kLoad:
    case Kind::kLoadPair:
    case Kind::kExclusive:
    case Kind::kLoadMultiple:
    case Kind::kLoadPc:
    case Kind::kFloatLoad:
    case Kind::kFloatLoadMultiple:
    case Kind::kVectorLoad:
      return true;
    default:
      return false;
  }
}

bool Instruction::writes_memory() const {
  switch (kind) {
    case Kind::kStore:
    case Kind::kStorePair:
    case Kind::kStoreMultiple:
    case Kind::kFloatStore:
    case Kind::kFloatStoreMultiple:
    case Kind::kVectorStore:
      return true;
    default:
      return false;
  }
}

Instruction decode(const Code& code) {
  const bool wide = code.bytes == 4;
  Instruction instruction = wide ? decode_wide(code.halves[0], code.halves[1])
                                 : decode_narrow(code.halves[0]);
  instruction.wide = wide;
  instruction.word_aligned = code.address % 4 == 0;
  return instruction;
}

}  // namespace firefly::timing::thumb
