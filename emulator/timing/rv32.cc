// SPDX-License-Identifier: Apache-2.0
//
// A simple RV32IMC pipeline: one instruction at a time, in order, without
// branch prediction. What a core takes is the board's to say.
#include "emulator/timing/cores.h"

namespace firefly::timing {
namespace {

enum class Kind { kOther, kLoad, kStore, kMultiply, kDivide };

Kind decode_compressed(unsigned op) {
  const unsigned quadrant = op & 3;
  const unsigned function = op >> 13;
  if (quadrant == 0 && function != 0) {  // C.LW and C.SW; C.ADDI4SPN is 0
    return function < 4 ? Kind::kLoad : Kind::kStore;
  }
  if (quadrant == 2 && function != 0 && function != 4) {  // C.LWSP, C.SWSP
    return function < 4 ? Kind::kLoad : Kind::kStore;
  }
  return Kind::kOther;
}

Kind decode_word(unsigned low, unsigned high) {
  constexpr unsigned kLoad = 0x03;
  constexpr unsigned kStore = 0x23;
  constexpr unsigned kRegisters = 0x33;
  switch (low & 0x7f) {
    case kLoad:
      return Kind::kLoad;
    case kStore:
      return Kind::kStore;
    case kRegisters:
      if (high >> 9 == 1) {  // the M extension: MUL below, DIV and REM above
        return (low & 0x4000) == 0 ? Kind::kMultiply : Kind::kDivide;
      }
      return Kind::kOther;
    default:
      return Kind::kOther;
  }
}

class Rv32 : public TimingModel {
 public:
  explicit Rv32(const Parameters& all)
      : load_cycles_(all.at("load_cycles")),
        store_cycles_(all.at("store_cycles")),
        multiply_cycles_(all.at("multiply_cycles")),
        divide_cycles_(all.at("divide_cycles")),
        taken_branch_cycles_(all.at("taken_branch_cycles")) {}

  void reset() override {}

  Cycles step(const Code& code) override {
    const Kind kind = code.bytes == 4
                          ? decode_word(code.halves[0], code.halves[1])
                          : decode_compressed(code.halves[0]);
    switch (kind) {
      case Kind::kLoad:
        return same(load_cycles_);
      case Kind::kStore:
        return same(store_cycles_);
      case Kind::kMultiply:
        return same(multiply_cycles_);
      case Kind::kDivide:
        return same(divide_cycles_);
      default:
        return same(1);
    }
  }

  Cycles branch(bool taken, bool /*seen*/) override {
    return taken ? same(taken_branch_cycles_ - 1) : Cycles{};
  }

 private:
  int64_t load_cycles_;
  int64_t store_cycles_;
  int64_t multiply_cycles_;
  int64_t divide_cycles_;
  int64_t taken_branch_cycles_;
};

}  // namespace

NamedModel rv32() {
  return {"rv32/1",
          "a convention",
          {{"load_cycles", 2},
           {"store_cycles", 2},
           {"multiply_cycles", 1},
           {"divide_cycles", 33},
           {"taken_branch_cycles", 3}},
          [](const Parameters& all) {
            return std::unique_ptr<TimingModel>(std::make_unique<Rv32>(all));
          }};
}

}  // namespace firefly::timing
