// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/in_order.h"

#include <algorithm>
#include <bit>

namespace firefly::timing {

using thumb::Instruction;
using thumb::Kind;
using thumb::Registers;

namespace {

bool multiplies(const Instruction& instruction) {
  return instruction.is_multiply() ||
         instruction.kind == thumb::Kind::kVectorMultiply;
}

}  // namespace

void InOrder::reset() {
  ready_ = {};
  accumulator_ready_ = {};
  last_ = {};
  now_ = 0;
  end_ = 0;
  is_group_open_ = false;
}

uint64_t InOrder::operands_ready(const Instruction& instruction) const {
  Registers operands = instruction.reads;
  if (instruction.kind == thumb::Kind::kBranch) {
    operands &= ~thumb::kFlags;  // its outcome is needed later
  }
  uint64_t cycle = 0;
  for (; operands != 0; operands &= operands - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(operands));
    const bool adds_to = (instruction.accumulator >> i & 1) != 0;
    cycle = std::max(cycle, adds_to ? accumulator_ready_[i] : ready_[i]);
  }
  return cycle;
}

void InOrder::set_ready(Registers registers, uint64_t cycle) {
  for (; registers != 0; registers &= registers - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(registers));
    ready_[i] = cycle;
    accumulator_ready_[i] = cycle;
  }
}

Cycles InOrder::step(const Code& code) {
  const Instruction current = thumb::decode(code);
  const uint64_t ready = std::max(operands_ready(current), unit_free(current));
  const bool joins = is_group_open_ && ready <= now_ && pairs(last_, current);
  const uint64_t at = joins ? now_ : std::max(ready, end_);
  const uint64_t end = std::max(end_, at + occupies(current));

  set_ready(current.writes & ~current.loaded, at + 1);
  const Registers results =
      current.loaded != 0 ? current.loaded : current.writes;
  set_ready(results, at + latency(current));
  if (forwards_accumulator() && multiplies(current)) {
    for (Registers rest = current.writes; rest != 0; rest &= rest - 1) {
      accumulator_ready_[static_cast<size_t>(std::countr_zero(rest))] = at + 1;
    }
  }
  take_unit(current, at);
  const auto added = static_cast<int64_t>(end - end_);
  is_group_open_ = !joins && occupies(current) == 1;
  now_ = at;
  end_ = end;
  last_ = current;
  return same(added);
}

Cycles InOrder::stall(uint64_t cycles) {
  end_group();
  end_ += cycles;
  return same(static_cast<int64_t>(cycles));
}

Cycles InOrder::take_back() {
  end_group();
  --end_;
  return same(-1);
}

bool NarrowPairs::pairs(const Instruction& older,
                        const Instruction& younger) const {
  return !older.wide && !younger.wide && occupies(younger) == 1 &&
         older.kind != Kind::kBranch &&
         (older.writes & younger.writes & ~thumb::kFlags) == 0 &&
         !(is_access(older) && is_access(younger)) &&
         !(older.is_multiply() && younger.is_multiply());
}

uint64_t NarrowPairs::occupies(const Instruction& instruction) const {
  switch (instruction.kind) {
    case Kind::kLoadPair:
    case Kind::kStorePair:
    case Kind::kLoadMultiple:
    case Kind::kStoreMultiple:
    case Kind::kFloatLoadMultiple:
    case Kind::kFloatStoreMultiple:
      return instruction.words;
    case Kind::kDivide:
      return divide_;
    case Kind::kFloatDivide:
      return float_divide_;
    default:
      return 1;
  }
}

bool is_access(const Instruction& instruction) {
  return instruction.reads_memory() || instruction.writes_memory();
}

}  // namespace firefly::timing
