// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/use_planes.h"

#include <algorithm>

#include "compiler/lower/kernel_costs.h"
#include "kernels/plane_rows.h"

namespace firefly {
namespace {

/// How a tensor's rows lie; NHWC unless one of these is set.
struct Layout {
  int32_t margin = 0;  ///< Of planes.
  bool pairs = false;
  bool wide = false;
};

class PlaneSearch {
 public:
  PlaneSearch(const Graph& graph, Isa isa, const LowerOptions& options,
              std::vector<KernelCall>& calls)
      : graph_(graph),
        isa_(isa),
        options_(options),
        calls_(calls),
        layouts_(graph.tensors.size()) {}

  void run() {
    for (size_t writer = 0; writer < graph_.ops.size(); ++writer) {
      if (options_.ram_use_of(writer) == RamUse::kRows) {
        convert(writer);
      }
    }
  }

 private:
  /// Converts the output of operator `writer` if all who touch it can.
  void convert(size_t writer) {
    const KernelCall& call = calls_[writer];
    const std::vector<TensorId>& outputs = graph_.ops[writer].outputs;
    if (outputs.empty() || std::ranges::count(graph_.outputs, outputs[0]) > 0) {
      return;  // A variable's next value has no rows; the caller reads NHWC.
    }
    const TensorId id = outputs[0];
    if (call.layer_type == "DepthwisePlanesS8") {
      // Rows that are kept would take twice the bytes.
      if (!options_.moving) {
        convert(writer, id, {.wide = true});
      }
    } else if (call.layer_type == "PairedConv2dS8") {
      if (!options_.moving && convert(writer, id, {1, true})) {
        return;
      }
      for (int32_t margin = 1; margin <= kMostPlaneMargin; ++margin) {
        if (convert(writer, id, {margin, false})) {
          return;
        }
      }
    }
  }

  /// To this layout. The windows of all readers have to need the same.
  bool convert(size_t writer, TensorId id, const Layout& layout) {
    Layout& now = layouts_[static_cast<size_t>(id)];
    now = layout;
    KernelCall write = lowered(writer);
    std::vector<std::pair<size_t, KernelCall>> reads;
    for (size_t i = 0; i < graph_.ops.size(); ++i) {
      if (std::ranges::count(graph_.ops[i].inputs, id) > 0) {
        reads.emplace_back(i, lowered(i));
      }
    }
    double saved = saves(writer, write);
    for (const auto& [reader, call] : reads) {
      saved += saves(reader, call);
    }
    const bool all_read = std::ranges::all_of(
        reads, [](const auto& read) { return read.second.reads_planes; });
    if (write.plane_row_bytes == 0 || reads.empty() || !all_read ||
        write.reads_planes != calls_[writer].reads_planes ||
        (saved <= 0 && options_.kernel != kPlanes)) {
      now = {};
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

  /// With inputs and outputs that lie as layouts_ has it.
  [[nodiscard]] KernelCall lowered(size_t op) const {
    const auto layout_of = [&](const std::vector<TensorId>& ids) {
      return ids.empty() || ids[0] < 0 ? Layout()
                                       : layouts_[static_cast<size_t>(ids[0])];
    };
    const Layout input = layout_of(graph_.ops[op].inputs);
    const Layout output = layout_of(graph_.ops[op].outputs);
    const bool is_paired = output.margin > 0 || input.wide;
    return lower({.graph = graph_,
                  .op = graph_.ops[op],
                  .isa = isa_,
                  .kernel = is_paired ? "paired" : "",
                  .loop_bytes = options_.flash.loop_bytes,
                  .row_pairs = !options_.sliding,
                  .input_plane_margin = input.margin,
                  .output_plane_margin = output.margin,
                  .input_plane_pairs = input.pairs,
                  .output_plane_pairs = output.pairs,
                  .input_wide = input.wide,
                  .output_wide = output.wide});
  }

  const Graph& graph_;
  Isa isa_;
  const LowerOptions& options_;
  std::vector<KernelCall>& calls_;
  std::vector<Layout> layouts_;  ///< By tensor.
};

}  // namespace

void use_planes(const Graph& graph, Isa isa, const LowerOptions& options,
                std::vector<KernelCall>& calls) {
  PlaneSearch(graph, isa, options, calls).run();
}

}  // namespace firefly
