// SPDX-License-Identifier: Apache-2.0
//
// What timing models want to know of a Thumb instruction, up to Armv8.1-M: its
// class, and what it reads and writes.
#pragma once

#include <cstdint>

#include "emulator/timing/timing.h"

namespace firefly::timing::thumb {

enum class Kind : uint8_t {
  kAlu,
  kMultiply,         ///< 32-bit result: MUL, SMULxy, SMUAD, SMMUL.
  kMultiplyAdd,      ///< 32-bit result: MLA, SMLAxy, SMLAD, SMMLA.
  kLongMultiply,     ///< SMULL, UMULL.
  kLongMultiplyAdd,  ///< SMLAL, SMLALD, UMLAL, UMAAL.
  kDivide,
  kDsp,       ///< SXTB16, parallel additions, saturation.
  kBitField,  ///< BFI, UBFX and their like.
  kBranch,    ///< B, BL, CBZ; BX and BLX too.
  kTableBranch,
  kLoopEnd,       ///< LE, LETP.
  kLoad,          ///< One register.
  kStore,         ///< One register.
  kLoadPair,      ///< LDRD.
  kStorePair,     ///< STRD.
  kExclusive,     ///< LDREX, STREX and relatives.
  kLoadMultiple,  ///< LDM, POP.
  kStoreMultiple,
  kLoadPc,
  kFloat,  ///< Addition, multiplication, comparison, conversion.
  kFloatMultiplyAdd,
  kFloatDivide,  ///< And square root.
  kFloatMove,    ///< To and from core registers, one word.
  kFloatMoveTwo,
  kFloatLoad,
  kFloatStore,
  kFloatLoadMultiple,
  kFloatStoreMultiple,
  kVectorLoad,
  kVectorStore,
  kVectorInteger,
  kVectorMultiply,  ///< And floating point.
  kOther,           ///< Hints, barriers, IT.
};

/// A set of registers: bits 0 to 15 the core's, without the program counter;
/// 32 to 63 the single-precision ones, four of which make a vector.
using Registers = uint64_t;

inline constexpr Registers kFlags = Registers{1} << 16;
inline constexpr int kStackPointer = 13;
inline constexpr int kLinkRegister = 14;
inline constexpr int kProgramCounter = 15;

/// The program counter is never stale, and comparisons encode "no result" with
/// its number: it is in no set.
constexpr Registers core(unsigned number) {
  return (number & 15) == kProgramCounter ? 0 : Registers{1} << (number & 15);
}

struct Instruction {
  Kind kind = Kind::kOther;
  bool wide = false;          ///< 32 bits.
  bool word_aligned = false;  ///< Its address.
  uint8_t words = 1;          ///< That a multiple access moves.
  uint8_t access_bytes = 4;   ///< Of a single load or store.
  bool conditional = false;   ///< Of a branch.
  Registers reads = 0;        ///< Everything, addresses and flags included.
  Registers writes = 0;       ///< Everything, a written-back address included.
  Registers address = 0;      ///< What an access computes its address from.
  Registers loaded = 0;       ///< What an access brings in.
  Registers accumulator = 0;  ///< What a multiplication adds to.
  bool indexed = false;       ///< Two address registers.
  bool writes_base = false;   ///< Pre- or post-indexed.
  int32_t offset = 0;         ///< From one address register.

  [[nodiscard]] bool reads_memory() const;
  [[nodiscard]] bool writes_memory() const;
  [[nodiscard]] bool is_data_processing() const {
    return kind <= Kind::kBitField;
  }
  [[nodiscard]] bool is_vector() const {
    return kind >= Kind::kVectorLoad && kind <= Kind::kVectorMultiply;
  }
  [[nodiscard]] bool is_multiply() const {
    return kind >= Kind::kMultiply && kind <= Kind::kLongMultiplyAdd;
  }
};

[[nodiscard]] Instruction decode(const Code& code);

/// Of decode(): coprocessor space, that is floating point and vectors.
[[nodiscard]] Instruction decode_coprocessor(unsigned first, unsigned second);

}  // namespace firefly::timing::thumb
