// SPDX-License-Identifier: Apache-2.0
//
// What a kernel will cost, from what it cost in micro-benchmarks: a sum of
// terms that a call's shape gives, with factors fitted to measurements on the
// emulated boards, for each kernel and instruction set. `firefly bench --suite
// costs -o compiler/lower` measures and writes kernel_costs.inc again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lower/lower.h"

namespace firefly {

/// How often a kernel does what it does, in the order of Work. A tile is what
/// its innermost loop makes side by side (see Grain in kernel_costs.cc).
enum class WorkTerm : uint8_t {
  kCalls,
  kPixels,        ///< In whole tiles along x.
  kRests,         ///< Tiles along x that are not whole.
  kOutputs,       ///< Pixels times channels.
  kRestOutputs,   ///< Rests times channels.
  kProducts,      ///< Outputs times the window's elements.
  kRestProducts,  ///< Rest outputs times these.
  kGathered,      ///< Elements of all pixels' windows.
  kRagged,        ///< The same, where channels are no whole words.
  kMargins,       ///< The same, of windows that see a margin.
  kRowElements,   ///< Elements of all input rows that a call sees.
  kWeights,       ///< That calls transform.
  kCount,
};
inline constexpr auto kWorkTerms = static_cast<size_t>(WorkTerm::kCount);
using Work = std::array<double, kWorkTerms>;

struct CostEstimate {
  double instructions = 0;
  double cycles = 0;

  CostEstimate& operator+=(const CostEstimate& other) {
    instructions += other.instructions;
    cycles += other.cycles;
    return *this;
  }
};

/// A row of the table. Costs are sums of Work times factors.
struct KernelCost {
  Isa isa = Isa::kPortable;
  std::string kernel;   ///< As cost_name() calls it.
  int32_t samples = 0;  ///< Micro-benchmarks behind it.
  double error = 0;     ///< Of the cycles: the mean, in percent.
  double worst_error = 0;
  Work instructions = {};
  Work cycles = {};
};

/// All that was measured.
[[nodiscard]] const std::vector<KernelCost>& kernel_costs();

/// What the table calls a kernel: its function, with what a call has compiled
/// in or out of it.
[[nodiscard]] std::string cost_name(const KernelCall& call);

/// What one inference has operator `op` do as `call`.
[[nodiscard]] Work work_of(const Graph& graph, const Op& op,
                           const KernelCall& call);

/// Of one inference; nothing for a kernel that was not measured.
[[nodiscard]] std::optional<CostEstimate> estimate_cost(Isa isa,
                                                        const Graph& graph,
                                                        const Op& op,
                                                        const KernelCall& call);

/// What kernels for `isa` are compared by: cycles on Armv7E-M and Armv7-M,
/// where instructions differ in them, else instructions.
[[nodiscard]] std::optional<double> estimate_time(Isa isa, const Graph& graph,
                                                  const Op& op,
                                                  const KernelCall& call);

}  // namespace firefly
