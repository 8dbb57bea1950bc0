// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/use_planes.h"

#include <algorithm>

#include "compiler/lower/kernel_costs.h"

namespace firefly {
namespace {

class PlaneSearch {
 public:
  PlaneSearch(const Graph& graph, Isa isa, bool whatever_it_costs,
              std::vector<KernelCall>& calls)
      : graph_(graph),
        isa_(isa),
        whatever_it_costs_(whatever_it_costs),
        calls_(calls) {}

  void run(size_t first) {
    for (size_t writer = first; writer < graph_.ops.size(); ++writer) {
      if (calls_[writer].layer_type == "PairedConv2dS8") {
        convert(writer);
      }
    }
  }

 private:
  /// Converts the output of operator `writer` if all who touch it can.
  void convert(size_t writer) {
    const TensorId id = graph_.ops[writer].outputs[0];
    if (std::ranges::count(graph_.outputs, id) > 0) {
      return;
    }
    KernelCall write = lowered(writer, /*input=*/false, /*output=*/true);
    std::vector<std::pair<size_t, KernelCall>> reads;
    for (size_t i = 0; i < graph_.ops.size(); ++i) {
      if (std::ranges::count(graph_.ops[i].inputs, id) > 0) {
        reads.emplace_back(i, lowered(i, /*input=*/true, /*output=*/false));
      }
    }
    const bool all_read = std::ranges::all_of(
        reads, [](const auto& read) { return read.second.reads_planes; });
    if (write.plane_row_bytes == 0 || reads.empty() || !all_read) {
      return;
    }
    double saved = saves(writer, write);
    for (const auto& [reader, call] : reads) {
      saved += saves(reader, call);
    }
    if (saved <= 0 && !whatever_it_costs_) {
      return;
    }
    calls_[writer] = std::move(write);
    for (auto& [reader, call] : reads) {
      calls_[reader] = std::move(call);
    }
  }

  /// What `call` takes less time than what the operator has; something where
  /// that is not known.
  [[nodiscard]] double saves(size_t op, const KernelCall& call) const {
    const auto now = estimate_time(isa_, graph_, graph_.ops[op], calls_[op]);
    const auto then = estimate_time(isa_, graph_, graph_.ops[op], call);
    return now && then ? *now - *then : 1;
  }

  [[nodiscard]] KernelCall lowered(size_t op, bool input, bool output) const {
    return lower({.graph = graph_,
                  .op = graph_.ops[op],
                  .isa = isa_,
                  .kernel = output ? "paired" : "",
                  .input_planes = input,
                  .output_planes = output});
  }

  const Graph& graph_;
  Isa isa_;
  bool whatever_it_costs_;
  std::vector<KernelCall>& calls_;
};

}  // namespace

void use_planes(const Graph& graph, Isa isa, int32_t first,
                bool whatever_it_costs, std::vector<KernelCall>& calls) {
  PlaneSearch(graph, isa, whatever_it_costs, calls)
      .run(static_cast<size_t>(first));
}

}  // namespace firefly
