// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/use_planes.h"

#include <algorithm>

#include "compiler/lower/kernel_costs.h"
#include "kernels/plane_rows.h"

namespace firefly {
namespace {

class PlaneSearch {
 public:
  PlaneSearch(const Graph& graph, Isa isa, const LowerOptions& options,
              std::vector<KernelCall>& calls)
      : graph_(graph), isa_(isa), options_(options), calls_(calls) {}

  void run() {
    for (auto writer = static_cast<size_t>(options_.frugal_ops);
         writer < graph_.ops.size(); ++writer) {
      if (calls_[writer].layer_type == "PairedConv2dS8") {
        convert(writer);
      }
    }
  }

 private:
  /// How rows of planes lie; no margin for NHWC.
  struct Layout {
    int32_t margin = 0;
    bool pairs = false;
  };

  /// Converts the output of operator `writer` if all who touch it can.
  void convert(size_t writer) {
    const TensorId id = graph_.ops[writer].outputs[0];
    if (std::ranges::count(graph_.outputs, id) > 0) {
      return;
    }
    if (!options_.moving && convert(writer, id, {1, true})) {
      return;
    }
    for (int32_t margin = 1; margin <= kMostPlaneMargin; ++margin) {
      if (convert(writer, id, {margin, false})) {
        return;
      }
    }
  }

  /// To this layout. The windows of all readers have to need the same.
  bool convert(size_t writer, TensorId id, const Layout& layout) {
    KernelCall write = lowered(writer, /*input=*/{}, /*output=*/layout);
    std::vector<std::pair<size_t, KernelCall>> reads;
    for (size_t i = 0; i < graph_.ops.size(); ++i) {
      if (std::ranges::count(graph_.ops[i].inputs, id) > 0) {
        reads.emplace_back(i, lowered(i, /*input=*/layout, /*output=*/{}));
      }
    }
    const bool all_read = std::ranges::all_of(
        reads, [](const auto& read) { return read.second.reads_planes; });
    if (write.plane_row_bytes == 0 || reads.empty() || !all_read) {
      return false;
    }
    double saved = saves(writer, write);
    for (const auto& [reader, call] : reads) {
      saved += saves(reader, call);
    }
    if (saved <= 0 && options_.kernel != kPlanes) {
      return false;
    }
    calls_[writer] = std::move(write);
    for (auto& [reader, call] : reads) {
      calls_[reader] = std::move(call);
    }
    return true;
  }

  /// What `call` takes less time than what the operator has; something where
  /// that is not known.
  [[nodiscard]] double saves(size_t op, const KernelCall& call) const {
    const auto now = estimate_time(isa_, graph_, graph_.ops[op], calls_[op]);
    const auto then = estimate_time(isa_, graph_, graph_.ops[op], call);
    return now && then ? *now - *then : 1;
  }

  [[nodiscard]] KernelCall lowered(size_t op, const Layout& input,
                                   const Layout& output) const {
    return lower({.graph = graph_,
                  .op = graph_.ops[op],
                  .isa = isa_,
                  .kernel = output.margin > 0 ? "paired" : "",
                  .loop_bytes = options_.flash.loop_bytes,
                  .row_pairs = !options_.sliding,
                  .input_plane_margin = input.margin,
                  .output_plane_margin = output.margin,
                  .input_plane_pairs = input.pairs,
                  .output_plane_pairs = output.pairs});
  }

  const Graph& graph_;
  Isa isa_;
  const LowerOptions& options_;
  std::vector<KernelCall>& calls_;
};

}  // namespace

void use_planes(const Graph& graph, Isa isa, const LowerOptions& options,
                std::vector<KernelCall>& calls) {
  PlaneSearch(graph, isa, options, calls).run();
}

}  // namespace firefly
