// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/use_planes.h"

#include <algorithm>

namespace firefly {
namespace {

class PlaneSearch {
 public:
  PlaneSearch(const Graph& graph, Isa isa, bool row_pairs,
              std::vector<KernelCall>& calls)
      : graph_(graph), isa_(isa), row_pairs_(row_pairs), calls_(calls) {}

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
    calls_[writer] = std::move(write);
    for (auto& [reader, call] : reads) {
      calls_[reader] = std::move(call);
    }
  }

  [[nodiscard]] KernelCall lowered(size_t op, bool input, bool output) const {
    return lower({.graph = graph_,
                  .op = graph_.ops[op],
                  .isa = isa_,
                  .row_pairs = row_pairs_,
                  .input_planes = input,
                  .output_planes = output});
  }

  const Graph& graph_;
  Isa isa_;
  bool row_pairs_;
  std::vector<KernelCall>& calls_;
};

}  // namespace

void use_planes(const Graph& graph, Isa isa, int32_t first, bool row_pairs,
                std::vector<KernelCall>& calls) {
  PlaneSearch(graph, isa, row_pairs, calls).run(static_cast<size_t>(first));
}

}  // namespace firefly
