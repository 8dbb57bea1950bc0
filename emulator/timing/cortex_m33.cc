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

class CortexM33 : public NarrowPairs {
 public:
  CortexM33() : NarrowPairs(kDivideCycles, kFloatDivideCycles) {}

  Cycles branch(bool taken, bool /*seen*/) override {
    return taken ? stall(kRefillCycles) : Cycles{};
  }

 protected:
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
