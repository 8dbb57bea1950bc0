// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/cores.h"
#include "emulator/timing/cortex_m4.h"

namespace firefly::timing {
namespace {

using thumb::Kind;

constexpr uint64_t kMultiplyAddCycles = 2;
// 3 to 5 and 4 to 7: the multiplier ends early, by operands that the model does
// not see.
constexpr uint64_t kLongMultiplyCycles = 4;
constexpr uint64_t kLongMultiplyAddCycles = 6;

class CortexM3 : public CortexM4 {
 protected:
  [[nodiscard]] uint64_t alone(
      const thumb::Instruction& instruction) const override {
    switch (instruction.kind) {
      case Kind::kMultiplyAdd:
        return kMultiplyAddCycles;
      case Kind::kLongMultiply:
        return kLongMultiplyCycles;
      case Kind::kLongMultiplyAdd:
        return kLongMultiplyAddCycles;
      default:
        return CortexM4::alone(instruction);
    }
  }
};

}  // namespace

NamedModel cortex_m3() {
  return {"cortex-m3/1", "good", {}, [](const Parameters& /*all*/) {
            return std::unique_ptr<TimingModel>(std::make_unique<CortexM3>());
          }};
}

}  // namespace firefly::timing
