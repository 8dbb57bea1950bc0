// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/lower.h"

namespace firefly {

std::string_view name_of(Isa isa) {
  switch (isa) {
    case Isa::kPortable:
      return "portable";
    case Isa::kArmv7em:
      return "armv7em";
    case Isa::kMve:
      return "mve";
  }
  return {};
}

KernelCall lower(const LowerContext& context) {
  return std::visit([&](const auto& kind) { return lower(kind, context); },
                    context.op.kind);
}

}  // namespace firefly
