// SPDX-License-Identifier: Apache-2.0
//
// What in-order pipelines share that may issue two instructions in a cycle: the
// clock, the cycles in which registers are ready, and the group of a cycle.
#pragma once

#include <array>
#include <cstdint>

#include "emulator/timing/thumb.h"
#include "emulator/timing/timing.h"

namespace firefly::timing {

class InOrder : public TimingModel {
 public:
  void reset() override;
  Cycles step(const Code& code) final;

 protected:
  /// Whether `younger` can issue in the cycle of `older`; that its operands are
  /// ready is known.
  [[nodiscard]] virtual bool pairs(const thumb::Instruction& older,
                                   const thumb::Instruction& younger) const = 0;
  /// Cycles during which nothing else issues; at least 1.
  [[nodiscard]] virtual uint64_t occupies(
      const thumb::Instruction& instruction) const = 0;
  /// Whether a product can be added to in the next cycle.
  [[nodiscard]] virtual bool forwards_accumulator() const { return false; }
  /// Cycles from issue until what it wrote can be read.
  [[nodiscard]] virtual uint64_t latency(
      const thumb::Instruction& instruction) const = 0;
  /// The first cycle in which the unit that it needs is free, and its taking
  /// that unit.
  [[nodiscard]] virtual uint64_t unit_free(
      const thumb::Instruction& /*instruction*/) const {
    return 0;
  }
  virtual void take_unit(const thumb::Instruction& /*instruction*/,
                         uint64_t /*cycle*/) {}

  /// Nothing more issues in this cycle.
  void end_group() { is_group_open_ = false; }
  /// The front end has nothing to issue for some cycles.
  Cycles stall(uint64_t cycles);
  /// The last instruction took no cycle after all.
  Cycles take_back();

  [[nodiscard]] const thumb::Instruction& last() const { return last_; }
  [[nodiscard]] uint64_t now() const { return now_; }

 private:
  [[nodiscard]] uint64_t operands_ready(
      const thumb::Instruction& instruction) const;
  void set_ready(thumb::Registers registers, uint64_t cycle);

  std::array<uint64_t, 64> ready_ = {};
  std::array<uint64_t, 64> accumulator_ready_ = {};
  thumb::Instruction last_;
  uint64_t now_ = 0;  ///< The cycle in which the last instruction issued.
  uint64_t end_ = 0;  ///< The cycle after it.
  bool is_group_open_ = false;  ///< One instruction has issued in `now_`.
};

/// A core whose two issue slots take 16-bit instructions, at most one of them
/// an access and one a multiplication, and which moves a word a cycle.
class NarrowPairs : public InOrder {
 public:
  /// Cycles of a division of integers, of floats.
  NarrowPairs(uint64_t divide, uint64_t float_divide)
      : divide_(divide), float_divide_(float_divide) {}

 protected:
  [[nodiscard]] bool pairs(const thumb::Instruction& older,
                           const thumb::Instruction& younger) const override;
  [[nodiscard]] uint64_t occupies(
      const thumb::Instruction& instruction) const override;

 private:
  uint64_t divide_;
  uint64_t float_divide_;
};

/// Whether it reads or writes memory.
[[nodiscard]] bool is_access(const thumb::Instruction& instruction);

}  // namespace firefly::timing
