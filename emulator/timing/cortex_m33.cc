// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/cores.h"
#include "emulator/timing/in_order.h"

namespace firefly::timing {
namespace {

using thumb::Instruction;
using thumb::Kind;

constexpr uint64_t kLoadLatency = 2;
constexpr uint64_t kFloatLatency = 3;
constexpr uint64_t kDivideCycles = 7;
constexpr uint64_t kFloatDivideCycles = 14;
constexpr uint64_t kRefillCycles = 2;

bool is_access(const Instruction& instruction) {
  return instruction.reads_memory() || instruction.writes_memory();
}

class CortexM33 : public InOrder {
 public:
  Cycles branch(bool taken, bool /*seen*/) override {
    return taken ? stall(kRefillCycles) : Cycles{};
  }

 protected:
  [[nodiscard]] bool pairs(const Instruction& older,
                           const Instruction& younger) const override {
    const bool narrow = !older.wide && !younger.wide;
    return narrow && occupies(younger) == 1 && older.kind != Kind::kBranch &&
           (older.writes & younger.writes & ~thumb::kFlags) == 0 &&
           !(is_access(older) && is_access(younger)) &&
           !(older.is_multiply() && younger.is_multiply());
  }

  [[nodiscard]] uint64_t occupies(
      const Instruction& instruction) const override {
    switch (instruction.kind) {
      case Kind::kLoadPair:
      case Kind::kStorePair:
      case Kind::kLoadMultiple:
      case Kind::kStoreMultiple:
      case Kind::kFloatLoadMultiple:
      case Kind::kFloatStoreMultiple:
        return instruction.words;
      case Kind::kDivide:
        return kDivideCycles;
      case Kind::kFloatDivide:
        return kFloatDivideCycles;
      default:
        return 1;
    }
  }

  [[nodiscard]] uint64_t latency(
      const Instruction& instruction) const override {
    if (instruction.kind == Kind::kFloat ||
        instruction.kind == Kind::kFloatMultiplyAdd) {
      return kFloatLatency;
    }
    const uint64_t cycles = occupies(instruction);
    return instruction.reads_memory() ? cycles + kLoadLatency - 1 : cycles;
  }
};

}  // namespace

NamedModel cortex_m33() {
  return {"cortex-m33/1", "low", {}, [](const Parameters& /*all*/) {
            return std::unique_ptr<TimingModel>(std::make_unique<CortexM33>());
          }};
}

}  // namespace firefly::timing
