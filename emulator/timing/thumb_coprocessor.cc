// SPDX-License-Identifier: Apache-2.0
//
// Floating point and vectors (MVE). Masks follow the Armv8.1-M encodings; what
// no timing rule asks for, such as predicates, is left out.
#include "emulator/timing/thumb.h"
#include "emulator/timing/thumb_narrow.h"

namespace firefly::timing::thumb {
namespace {

Registers single(unsigned number) { return Registers{1} << (32 + number); }

Registers quad(unsigned number) {
  return Registers{15} << (32 + 4 * (number & 7));
}

/// S registers are numbered by four bits and one below, D by one above.
Registers scalar(unsigned four, unsigned one, bool is_double) {
  four &= 15;
  one &= 1;
  if (!is_double) {
    return single(four << 1 | one);
  }
  return one != 0 ? 0 : single(four << 1) | single(four << 1 | 1);
}

Registers span(unsigned first, unsigned count) {
  Registers registers = 0;
  for (unsigned i = first; i < first + count && i < 32; ++i) {
    registers |= single(i);
  }
  return registers;
}

Instruction access(Kind kind, bool loads, unsigned first, Registers registers) {
  Instruction instruction;
  instruction.kind = kind;
  instruction.address = core(first);
  instruction.loaded = loads ? registers : 0;
  instruction.writes_base = (first & 0x0020) != 0;
  instruction.reads = instruction.address | (loads ? 0 : registers);
  instruction.writes =
      instruction.loaded | (instruction.writes_base ? instruction.address : 0);
  return instruction;
}

/// VLDR, VSTR, VLDM, VSTM, VPUSH, VPOP.
Instruction decode_float_access(unsigned first, unsigned second) {
  const bool is_double = (second & 0x0100) != 0;
  const bool loads = (first & 0x0010) != 0;
  if ((first & 0x0120) == 0x0100) {
    return access(loads ? Kind::kFloatLoad : Kind::kFloatStore, loads, first,
                  scalar(second >> 12, first >> 6, is_double));
  }
  const unsigned words = second & 0xff;
  const unsigned start =
      is_double ? (second >> 12) * 2 : (second >> 12) << 1 | (first >> 6 & 1);
  Instruction instruction =
      access(loads ? Kind::kFloatLoadMultiple : Kind::kFloatStoreMultiple,
             loads, first, span(start, words));
  instruction.words = static_cast<uint8_t>(words);
  return instruction;
}

/// Between core and floating-point registers; VDUP; lanes; VMRS.
Instruction decode_float_move(unsigned first, unsigned second) {
  const bool to_core = (first & 0x0010) != 0;
  const bool is_lane = (second & 0x0100) != 0;
  const bool is_vdup = is_lane && (first & 0x0090) == 0x0080;
  const Registers core_register = core(second >> 12);
  Registers floats = scalar(first, second >> 7, false);
  if (is_vdup) {
    floats = quad(first >> 1);
  } else if (is_lane) {
    floats = scalar(first, second >> 7, true);
  }
  if ((first & 0xffe0) == 0xeee0 && !is_vdup) {  // VMRS, VMSR
    return operation(Kind::kFloatMove, to_core ? 0 : core_register,
                     to_core ? core_register | kFlags : 0);
  }
  return to_core ? operation(Kind::kFloatMove, floats, core_register)
                 : operation(Kind::kFloatMove, core_register, floats);
}

Instruction decode_float_arithmetic(unsigned first, unsigned second) {
  const bool is_double = (second & 0x0100) != 0;
  const Registers target = scalar(second >> 12, first >> 6, is_double);
  const Registers n = scalar(first, second >> 7, is_double);
  const Registers m = scalar(second, second >> 5, is_double);
  switch ((first >> 4) & 0xb) {
    case 0x0:    // VMLA, VMLS
    case 0x1:    // VNMLA, VNMLS
    case 0x9:    // VFNMA, VFNMS
    case 0xa: {  // VFMA, VFMS
      Instruction instruction =
          operation(Kind::kFloatMultiplyAdd, target | n | m, target);
      instruction.accumulator = target;
      return instruction;
    }
    case 0x8:
      return operation(Kind::kFloatDivide, n | m, target);
    case 0xb: {
      const bool square_root = (first & 15) == 1 && (second & 0xc0) == 0xc0;
      const bool compares = (first & 14) == 4 && (second & 0x40) != 0;
      return operation(square_root ? Kind::kFloatDivide : Kind::kFloat,
                       m | (compares ? target : 0), compares ? 0 : target);
    }
    default:  // VADD, VSUB, VMUL
      return operation(Kind::kFloat, n | m, target);
  }
}

Instruction decode_float(unsigned first, unsigned second) {
  if ((first & 0xffe0) == 0xec40) {  // VMOV of two core registers
    const Registers pair = core(second >> 12) | core(first);
    const Registers floats =
        (second & 0x0100) != 0
            ? scalar(second, second >> 5, true)
            : span((second & 15) << 1 | (second >> 5 & 1), 2);
    return (first & 0x0010) != 0 ? operation(Kind::kFloatMoveTwo, floats, pair)
                                 : operation(Kind::kFloatMoveTwo, pair, floats);
  }
  if ((first & 0xfe00) == 0xec00) {
    return decode_float_access(first, second);
  }
  return (second & 0x0010) != 0 ? decode_float_move(first, second)
                                : decode_float_arithmetic(first, second);
}

Instruction decode_vector_access(unsigned first, unsigned second) {
  const bool loads = (first & 0x0010) != 0;
  const bool plain_space = (first & 0x1000) == 0;
  const Registers target = quad(second >> 13);
  if (plain_space && (first & 0x01e0) == 0) {  // VMOV of two lanes
    const Registers pair = core(first) | core(second);
    return loads ? operation(Kind::kFloatMoveTwo, target, pair)
                 : operation(Kind::kFloatMoveTwo, pair | target, target);
  }
  const bool widens = plain_space && (second & 0x1000) == 0;
  const bool vector_base = !plain_space && (first & 0x0100) != 0;
  const bool gathers =
      !vector_base && (first & 0x0120) == 0 && (second & 0x1000) == 0;
  Instruction instruction =
      access(loads ? Kind::kVectorLoad : Kind::kVectorStore, loads,
             widens ? first & ~8U : first, target);
  if (vector_base) {
    instruction.address = quad(first >> 1);
    instruction.reads = instruction.address | (loads ? 0 : target);
    instruction.writes = instruction.loaded;
  } else if (gathers) {
    instruction.address |= quad(second >> 1);
    instruction.reads |= instruction.address;
  }
  return instruction;
}

/// Into core registers: VMLADAV, VMLALDAV, VADDV, VMAXV and relatives.
Instruction decode_reduction(unsigned first, unsigned second) {
  const unsigned high = (first >> 4) & 7;
  const bool finds_extreme = high == 6;
  const bool sums = (first & 1) != 0 && (second & 0x0100) != 0;
  Registers target =
      finds_extreme ? core(second >> 12) : core((second >> 13) << 1);
  if (high < 6) {
    target |= core(high << 1 | 1);
  }
  const bool accumulates = finds_extreme || (second & 0x0020) != 0;
  const bool multiplies = !finds_extreme && !sums;
  Instruction instruction = operation(
      multiplies ? Kind::kVectorMultiply : Kind::kVectorInteger,
      quad(second >> 1) | (multiplies ? quad(first >> 1) : 0), target);
  instruction.accumulator = accumulates ? target : 0;
  instruction.reads |= instruction.accumulator;
  return instruction;
}

/// Of 0xee.. and 0xfe..: by scalars, narrowing, high halves, comparisons.
Instruction decode_vector_mixed(unsigned first, unsigned second) {
  const bool reduces = (first & 0x0080) != 0 && (second & 0x0040) == 0;
  if (reduces) {
    return decode_reduction(first, second);
  }
  const bool by_scalar = (first & 0x0080) == 0 && (second & 0x0040) != 0;
  const bool size_3 = (first & 0x0030) == 0x0030;
  const bool adds = by_scalar && (second & 0x0f30) == 0x0e00;
  const bool shifts_or_reverses =
      size_3 || ((first & 0x1000) != 0 && (second & 0x1000) != 0);
  const bool multiplies_by_scalar =
      by_scalar && (second & 0x0f30) == 0x0e20 && !shifts_or_reverses;
  const bool multiplies = (second & 0x0f40) == 0x0e00 && !size_3;
  const Registers target = quad(second >> 13);
  const Registers other = by_scalar ? core(second) : quad(second >> 1);
  Instruction instruction = operation(adds || multiplies_by_scalar || multiplies
                                          ? Kind::kVectorMultiply
                                          : Kind::kVectorInteger,
                                      quad(first >> 1) | other, target);
  instruction.accumulator = adds ? target : 0;
  instruction.reads |= instruction.accumulator;
  return instruction;
}

/// Of 0xef.. and 0xff..: vectors and immediates.
Instruction decode_vector(unsigned first, unsigned second) {
  const bool immediate = (first & 0x0080) != 0;
  const bool multiplies = !immediate && ((second & 0x0f10) == 0x0910 ||
                                         (second & 0x0f10) == 0x0b00 ||
                                         (second & 0x0c00) == 0x0c00);
  return operation(multiplies ? Kind::kVectorMultiply : Kind::kVectorInteger,
                   quad(second >> 1) | (immediate ? 0 : quad(first >> 1)),
                   quad(second >> 13));
}

}  // namespace

Instruction decode_coprocessor(unsigned first, unsigned second) {
  if ((first & 0xef00) == 0xef00) {
    return decode_vector(first, second);
  }
  const unsigned coprocessor = (second >> 8) & 15;
  if (coprocessor >= 14) {
    return (first & 0x0200) == 0 ? decode_vector_access(first, second)
                                 : decode_vector_mixed(first, second);
  }
  const bool is_float = coprocessor == 10 || coprocessor == 11;
  return is_float ? decode_float(first, second) : Instruction{};
}

}  // namespace firefly::timing::thumb
