// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "emulator/timing/cores.h"
#include "emulator/timing/in_order.h"

namespace firefly::timing {
namespace {

using thumb::Instruction;
using thumb::Kind;

// A vector has four beats of 32 bits, of which a cycle does two.
constexpr uint64_t kVectorCycles = 2;
constexpr uint64_t kScalarMemoryLatency = 2;
constexpr uint64_t kMultiplyLatency = 2;
constexpr uint64_t kVectorMultiplyLatency = 2;
constexpr uint64_t kReductionLatency = 3;
constexpr uint64_t kFloatLatency = 2;
constexpr uint64_t kDivideCycles = 7;
constexpr uint64_t kFloatDivideCycles = 14;
constexpr uint64_t kRefillCycles = 3;

enum Pipe : size_t { kMemory, kInteger, kProduct, kPipes };

constexpr thumb::Registers kCoreRegisters = 0xffff;

class CortexM55 : public NarrowPairs {
 public:
  CortexM55() : NarrowPairs(kDivideCycles, kFloatDivideCycles) {}

  void reset() override {
    InOrder::reset();
    free_ = {};
  }

  Cycles branch(bool taken, bool /*seen*/) override {
    if (!taken) {
      return {};
    }
    // The loop's end is remembered, and not executed again.
    return last().kind == Kind::kLoopEnd ? take_back() : stall(kRefillCycles);
  }

 protected:
  [[nodiscard]] bool forwards_accumulator() const override { return true; }

  [[nodiscard]] uint64_t latency(
      const Instruction& instruction) const override {
    if (instruction.is_vector()) {
      // A beat is passed on to the same beat of the next instruction; a core
      // register is complete after the last.
      if ((instruction.writes & kCoreRegisters & ~instruction.address) != 0) {
        return kReductionLatency;
      }
      return instruction.kind == Kind::kVectorMultiply ? kVectorMultiplyLatency
                                                       : 1;
    }
    if (instruction.is_multiply()) {
      return kMultiplyLatency;
    }
    if (instruction.kind == Kind::kFloat ||
        instruction.kind == Kind::kFloatMultiplyAdd) {
      return kFloatLatency;
    }
    const uint64_t cycles = occupies(instruction);
    return instruction.reads_memory() ? cycles + kScalarMemoryLatency - 1
                                      : cycles;
  }

  [[nodiscard]] uint64_t unit_free(
      const Instruction& instruction) const override {
    const bool needs_pipe = instruction.is_vector() || is_access(instruction);
    return needs_pipe ? free_[pipe_of(instruction)] : 0;
  }

  void take_unit(const Instruction& instruction, uint64_t cycle) override {
    if (instruction.is_vector()) {
      free_[pipe_of(instruction)] = cycle + kVectorCycles;
    }
  }

 private:
  static Pipe pipe_of(const Instruction& instruction) {
    if (is_access(instruction)) {
      return kMemory;
    }
    return instruction.kind == Kind::kVectorMultiply ? kProduct : kInteger;
  }

  std::array<uint64_t, kPipes> free_ = {};
};

}  // namespace

NamedModel cortex_m55() {
  return {"cortex-m55/1", "fair", {}, [](const Parameters& /*all*/) {
            return std::unique_ptr<TimingModel>(std::make_unique<CortexM55>());
          }};
}

}  // namespace firefly::timing
