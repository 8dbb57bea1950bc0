// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/fold_padding.h"

#include <algorithm>

#include "compiler/passes/uses.h"

namespace firefly {
namespace {

Window* window_of(Op& op) {
  if (auto* conv = op.as<Conv2d>()) {
    return &conv->window;
  }
  if (auto* depthwise = op.as<DepthwiseConv2d>()) {
    return &depthwise->window;
  }
  return nullptr;
}

/// The image's margins if they are all that `op` adds, filled with the real
/// number 0. More than a window's reach is beyond what Window can hold.
std::optional<Margins> zero_margins(const Graph& graph, const Op& op) {
  const auto* pad = op.as<Pad>();
  if (pad == nullptr || pad->before.size() != 4 || pad->before[0] != 0 ||
      pad->after[0] != 0 || pad->before[3] != 0 || pad->after[3] != 0) {
    return std::nullopt;
  }
  if (op.has_input(1)) {
    // One element: the bytes of the number that stands for 0.
    const Tensor& x = graph.tensor(op.inputs[0]);
    const std::vector<uint8_t>& fill = graph.tensor(op.inputs[1]).data;
    const bool is_zero =
        size_bytes(x.type) == 1
            ? fill[0] == static_cast<uint8_t>(x.zero_point())
            : std::ranges::all_of(fill, [](uint8_t b) { return b == 0; });
    if (!is_zero) {
      return std::nullopt;
    }
  }
  return Margins{.top = pad->before[1],
                 .bottom = pad->after[1],
                 .left = pad->before[2],
                 .right = pad->after[2]};
}

Margins operator+(const Margins& a, const Margins& b) {
  return {.top = a.top + b.top,
          .bottom = a.bottom + b.bottom,
          .left = a.left + b.left,
          .right = a.right + b.right};
}

bool fits(const Margins& margins, const Window& window) {
  const int64_t reach_h = (int64_t{window.height} - 1) * window.dilation_h;
  const int64_t reach_w = (int64_t{window.width} - 1) * window.dilation_w;
  return margins.top <= reach_h && margins.bottom <= reach_h &&
         margins.left <= reach_w && margins.right <= reach_w;
}

}  // namespace

void fold_padding(Graph& graph) {
  const Uses uses(graph);
  for (const Op& op : graph.ops) {
    const std::optional<Margins> margins = zero_margins(graph, op);
    if (!margins || uses.is_output(op.outputs[0])) {
      continue;
    }
    const std::vector<int>& readers = uses.readers(op.outputs[0]);
    const auto takes = [&](int reader) {
      const Window* window = window_of(graph.ops[static_cast<size_t>(reader)]);
      return window != nullptr && fits(window->margins + *margins, *window);
    };
    if (!std::ranges::all_of(readers, takes)) {
      continue;
    }
    for (const int reader : readers) {
      Op& conv = graph.ops[static_cast<size_t>(reader)];
      Margins& total = window_of(conv)->margins;
      total = total + *margins;
      conv.inputs[0] = op.inputs[0];
    }
  }
  remove_unused(graph);
}

}  // namespace firefly
