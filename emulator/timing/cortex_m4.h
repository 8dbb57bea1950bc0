// SPDX-License-Identifier: Apache-2.0
//
// The Cortex-M4 and, but for a slower multiplier, the Cortex-M3.
#pragma once

#include "emulator/timing/thumb.h"
#include "emulator/timing/timing.h"

namespace firefly::timing {

class CortexM4 : public TimingModel {
 public:
  void reset() override { previous_ = {}; }
  Cycles step(const Code& code) override;
  Cycles branch(bool taken, bool seen) override;

 protected:
  /// Standing alone, branches not taken.
  [[nodiscard]] virtual uint64_t alone(
      const thumb::Instruction& instruction) const;

 private:
  thumb::Instruction previous_;
};

}  // namespace firefly::timing
