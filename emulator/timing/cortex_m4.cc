// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/cortex_m4.h"

#include "emulator/timing/cores.h"

namespace firefly::timing {
namespace {

using thumb::Instruction;
using thumb::Kind;

constexpr uint64_t kLoadCycles = 2;
constexpr uint64_t kChainedLoadCycles = 1;
constexpr uint64_t kIndexedStoreCycles = 2;
constexpr uint64_t kPairCycles = 3;
constexpr uint64_t kRefillCycles = 2;
// With the refill, 5: LDR to PC; 6: TBB and TBH.
constexpr uint64_t kLoadPcCycles = 3;
constexpr uint64_t kTableBranchCycles = 4;
// 2 to 12, by the operands' leading zeros, which the model does not see.
constexpr uint64_t kDivideCycles = 7;
constexpr uint64_t kFloatMultiplyAddCycles = 3;
constexpr uint64_t kFloatDivideCycles = 14;
constexpr uint64_t kTwoRegisterMoveCycles = 2;

bool is_wide_and_aligned(const Instruction& instruction) {
  return instruction.wide && instruction.word_aligned;
}

/// A load's address must not come from the load that it would chain with.
bool chains(const Instruction& previous, const Instruction& current) {
  return previous.kind == Kind::kLoad && current.kind == Kind::kLoad &&
         (previous.writes & current.address) == 0;
}

bool makes_address(const Instruction& previous, const Instruction& current) {
  return previous.is_data_processing() &&
         (previous.writes & current.address) != 0;
}

}  // namespace

uint64_t CortexM4::alone(const Instruction& instruction) const {
  switch (instruction.kind) {
    case Kind::kLoad:
    case Kind::kExclusive:
    case Kind::kFloatLoad:
    case Kind::kFloatStore:
      return kLoadCycles;
    case Kind::kStore:
      return instruction.indexed ? kIndexedStoreCycles : 1;
    case Kind::kLoadPair:
    case Kind::kStorePair:
      return kPairCycles;
    case Kind::kLoadMultiple:
    case Kind::kStoreMultiple:
    case Kind::kFloatLoadMultiple:
    case Kind::kFloatStoreMultiple:
      return uint64_t{1} + instruction.words;
    case Kind::kLoadPc:
      return kLoadPcCycles;
    case Kind::kTableBranch:
      return kTableBranchCycles;
    case Kind::kDivide:
      return kDivideCycles;
    case Kind::kFloatMultiplyAdd:
      return kFloatMultiplyAddCycles;
    case Kind::kFloatDivide:
      return kFloatDivideCycles;
    case Kind::kFloatMoveTwo:
      return kTwoRegisterMoveCycles;
    default:
      return 1;
  }
}

Cycles CortexM4::step(const Code& code) {
  const Instruction current = thumb::decode(code);
  const uint64_t standing_alone = alone(current);
  Cycles cycles{standing_alone, standing_alone, standing_alone};
  if (chains(previous_, current)) {
    cycles.likely = kChainedLoadCycles;
    if (is_wide_and_aligned(previous_) && is_wide_and_aligned(current)) {
      cycles.strict = kChainedLoadCycles;
    }
  }
  if (makes_address(previous_, current)) {
    ++cycles.strict;
  }
  previous_ = current;
  return cycles;
}

Cycles CortexM4::branch(bool taken, bool /*seen*/) {
  if (!taken) {
    return {};
  }
  previous_ = {};
  return same(kRefillCycles);
}

NamedModel cortex_m4() {
  return {"cortex-m4/1", "good", {}, [](const Parameters& /*all*/) {
            return std::unique_ptr<TimingModel>(std::make_unique<CortexM4>());
          }};
}

}  // namespace firefly::timing
