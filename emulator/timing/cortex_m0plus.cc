// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/cores.h"
#include "emulator/timing/thumb.h"

namespace firefly::timing {
namespace {

using thumb::Instruction;
using thumb::Kind;

class CortexM0Plus : public TimingModel {
 public:
  explicit CortexM0Plus(const Parameters& all)
      : multiply_cycles_(all.at("multiply_cycles")),
        access_cycles_(all.at("access_cycles")),
        taken_branch_cycles_(all.at("taken_branch_cycles")) {}

  void reset() override { last_ = Kind::kOther; }

  Cycles step(const Code& code) override {
    const Instruction instruction = thumb::decode(code);
    last_ = instruction.kind;
    last_is_wide_ = instruction.wide;
    switch (instruction.kind) {
      case Kind::kMultiply:
        return same(multiply_cycles_);
      case Kind::kLoad:
      case Kind::kStore:
        return same(access_cycles_);
      case Kind::kLoadMultiple:
      case Kind::kStoreMultiple:
        return same(1 + instruction.words);
      default:
        return same(1);
    }
  }

  /// B and BX have their own cycle in the figure; BL and POP add all of it.
  Cycles branch(bool taken, bool /*seen*/) override {
    if (!taken) {
      return {};
    }
    const bool plain = last_ == Kind::kBranch && !last_is_wide_;
    return same(taken_branch_cycles_ - (plain ? 1 : 0));
  }

 private:
  int64_t multiply_cycles_;
  int64_t access_cycles_;
  int64_t taken_branch_cycles_;
  Kind last_ = Kind::kOther;
  bool last_is_wide_ = false;
};

}  // namespace

NamedModel cortex_m0plus() {
  return {"cortex-m0plus/1",
          "good",
          {{"multiply_cycles", 1},
           {"access_cycles", 2},
           {"taken_branch_cycles", 2}},
          [](const Parameters& all) {
            return std::unique_ptr<TimingModel>(
                std::make_unique<CortexM0Plus>(all));
          }};
}

}  // namespace firefly::timing
