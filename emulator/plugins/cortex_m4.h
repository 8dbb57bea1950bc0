// SPDX-License-Identifier: Apache-2.0
//
// The timing model "cortex-m4/1": how many cycles a Thumb instruction takes on
// a Cortex-M4 with zero wait states, given the one before it. The rules and
// their sources are in docs/design/timing.md.
#pragma once

#include <cstddef>
#include <cstdint>

namespace firefly::cortex_m4 {

/// A register number, or none.
inline constexpr int8_t kNoRegister = -1;

enum class Access : uint8_t {
  kNone,
  kLoad,      ///< One register, can chain with the next load.
  kStore,     ///< One register.
  kMultiple,  ///< LDM, LDRD and their like: never chained.
};

struct Instruction {
  uint8_t cycles = 1;  ///< Standing alone, branches not taken.
  Access access = Access::kNone;
  bool word_aligned_32_bit = false;
  int8_t base = kNoRegister;        ///< Address register, of an access.
  int8_t index = kNoRegister;       ///< Second address register, of an access.
  int8_t loaded = kNoRegister;      ///< Destination of a load.
  bool writes_base = false;         ///< Pre- or post-indexed.
  int8_t alu_result = kNoRegister;  ///< Destination of a data-processing one.
};

/// `second` counts only for 32-bit instructions (`bytes` = 4).
Instruction decode(uint64_t address, uint16_t first, uint16_t second,
                   size_t bytes);

/// Three figures for the same code. Silicon lies between the first and the
/// last for code that runs from zero-wait-state memory.
struct Cycles {
  uint64_t likely = 0;     ///< The model's figure.
  uint64_t strict = 0;     ///< Chaining and address rules as a chip measured.
  uint64_t unchained = 0;  ///< No two loads ever chain.

  Cycles& operator+=(const Cycles& other) {
    likely += other.likely;
    strict += other.strict;
    unchained += other.unchained;
    return *this;
  }
  Cycles& operator-=(const Cycles& other) {
    likely -= other.likely;
    strict -= other.strict;
    unchained -= other.unchained;
    return *this;
  }
};

/// Of `current` directly after `previous`, which fell through to it.
Cycles cost(const Instruction& previous, const Instruction& current);

/// What a taken branch adds to its own cost: the pipeline refills.
inline constexpr uint64_t kRefillCycles = 2;

}  // namespace firefly::cortex_m4
