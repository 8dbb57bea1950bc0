// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/cores.h"
#include "emulator/timing/in_order.h"

namespace firefly::timing {
namespace {

using thumb::Instruction;
using thumb::Kind;

constexpr uint64_t kMultiplyLatency = 2;
constexpr uint64_t kNarrowLoadLatency = 2;
constexpr uint64_t kFloatLatency = 3;
constexpr uint64_t kDivideCycles = 7;
constexpr uint64_t kFloatDivideCycles = 14;
constexpr uint64_t kMispredictCycles = 8;
constexpr uint64_t kEarlyMispredictCycles = 6;
constexpr uint64_t kEarlyFlags = 3;

bool is_float_arithmetic(const Instruction& instruction) {
  return instruction.kind == Kind::kFloat ||
         instruction.kind == Kind::kFloatMultiplyAdd;
}

bool issues_in_older_slot_only(const Instruction& instruction) {
  return instruction.kind == Kind::kDsp || instruction.kind == Kind::kBitField;
}

/// The two banks of the tightly coupled memory hold even and odd words: only
/// loads that are known to differ in that go together.
bool are_in_other_banks(const Instruction& a, const Instruction& b) {
  return a.address == b.address && !a.indexed && !b.indexed &&
         ((a.offset ^ b.offset) & 4) != 0;
}

bool moves_several_words(const Instruction& instruction) {
  switch (instruction.kind) {
    case Kind::kLoadPair:
    case Kind::kStorePair:
    case Kind::kLoadMultiple:
    case Kind::kStoreMultiple:
    case Kind::kFloatLoadMultiple:
    case Kind::kFloatStoreMultiple:
      return true;
    default:
      return false;
  }
}

class CortexM7 : public InOrder {
 public:
  void reset() override {
    InOrder::reset();
    flags_written_ = 0;
  }

  Cycles branch(bool taken, bool seen) override {
    if (!taken && !last().conditional) {
      return {};
    }
    end_group();
    const bool early =
        last().conditional && now() >= flags_written_ + kEarlyFlags;
    return seen ? Cycles{}
                : stall(early ? kEarlyMispredictCycles : kMispredictCycles);
  }

 protected:
  [[nodiscard]] bool pairs(const Instruction& older,
                           const Instruction& younger) const override {
    const auto both = [&](auto has) { return has(older) && has(younger); };
    const auto is_branch = [](const Instruction& i) {
      return i.kind == Kind::kBranch;
    };
    const auto is_mac = [](const Instruction& i) { return i.is_multiply(); };
    const bool same_result =
        (older.writes & younger.writes & ~thumb::kFlags) != 0;
    const bool loads_collide =
        both([](const Instruction& i) { return i.reads_memory(); }) &&
        !are_in_other_banks(older, younger);
    const bool mac_and_store = (is_mac(older) && younger.writes_memory()) ||
                               (is_mac(younger) && older.writes_memory());
    return occupies(younger) == 1 && !moves_several_words(older) &&
           !moves_several_words(younger) && !is_branch(older) && !same_result &&
           !issues_in_older_slot_only(younger) && !both(is_mac) &&
           !mac_and_store && !both(is_float_arithmetic) && !loads_collide &&
           !both([](const Instruction& i) { return i.writes_memory(); });
  }

  [[nodiscard]] uint64_t occupies(
      const Instruction& instruction) const override {
    const uint64_t words = instruction.words;
    if (moves_several_words(instruction)) {
      return instruction.reads_memory() ? (words + 1) / 2 : words;
    }
    switch (instruction.kind) {
      case Kind::kDivide:
        return kDivideCycles;
      case Kind::kFloatDivide:
        return kFloatDivideCycles;
      default:
        return 1;
    }
  }

  [[nodiscard]] bool forwards_accumulator() const override { return true; }

  [[nodiscard]] uint64_t latency(
      const Instruction& instruction) const override {
    if (instruction.is_multiply()) {
      return kMultiplyLatency;
    }
    if (is_float_arithmetic(instruction)) {
      return kFloatLatency;
    }
    const bool is_narrow =
        instruction.kind == Kind::kLoad && instruction.access_bytes < 4;
    return is_narrow ? kNarrowLoadLatency : occupies(instruction);
  }

  void take_unit(const Instruction& instruction, uint64_t cycle) override {
    if ((instruction.writes & thumb::kFlags) != 0) {
      flags_written_ = cycle;
    }
  }

 private:
  uint64_t flags_written_ = 0;
};

}  // namespace

NamedModel cortex_m7() {
  return {"cortex-m7/1", "fair", {}, [](const Parameters& /*all*/) {
            return std::unique_ptr<TimingModel>(std::make_unique<CortexM7>());
          }};
}

}  // namespace firefly::timing
