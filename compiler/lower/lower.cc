// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/lower.h"

namespace firefly {

std::string_view name_of(Isa isa) {
  switch (isa) {
    case Isa::kPortable:
      return "portable";
    case Isa::kArmv6m:
      return "armv6m";
    case Isa::kArmv7m:
      return "armv7m";
    case Isa::kArmv7em:
      return "armv7em";
    case Isa::kMve:
      return "mve";
    case Isa::kRv32:
      return "rv32";
  }
  return {};
}

std::optional<Isa> find_isa(std::string_view name) {
  for (const Isa isa : {Isa::kPortable, Isa::kArmv6m, Isa::kArmv7m,
                        Isa::kArmv7em, Isa::kMve, Isa::kRv32}) {
    if (name_of(isa) == name) {
      return isa;
    }
  }
  return std::nullopt;
}

KernelCall lower(const LowerContext& context) {
  return std::visit([&](const auto& kind) { return lower(kind, context); },
                    context.op.kind);
}

}  // namespace firefly
