// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/kernel_costs.h"

#include <algorithm>
#include <string_view>

#include "graph/prepare/convolution.h"
#include "graph/rows.h"

namespace firefly {
namespace {

/// How a kernel cuts up its work: what is left over costs as much as a whole.
struct Grain {
  std::string_view function;  ///< What its name holds; the first that fits.
  int32_t pixels = 1;         ///< Along x.
  /// Along x as well, where tiles of fewer pixels cost less: all are rests,
  /// besides their pixels.
  int32_t most_pixels = 0;
  int32_t channels = 1;
  int32_t depth = 1;   ///< Input channels.
  int32_t window = 1;  ///< Elements of a window.
  /// Rows of a window that are margins cost nothing.
  bool skips_margin_rows = false;
};

constexpr Grain kGrains[] = {
    {.function = "winograd_two_rows_s8",
     .pixels = 8,
     .channels = 4,
     .depth = 4},
    {.function = "winograd_conv2d_s8", .pixels = 8, .channels = 4, .depth = 4},
    {.function = "paired_conv2d_s8", .pixels = 2, .channels = 4, .window = 4},
    {.function = "paired_fully_connected_s8", .channels = 4, .window = 4},
    {.function = "depthwise_planes_s8",
     .most_pixels = 6,
     .skips_margin_rows = true},
    {.function = "depthwise", .channels = 4},
    {.function = "quads_conv2d_s8", .pixels = 4, .channels = 2, .depth = 16},
    {.function = "conv2d_s8", .pixels = 2, .channels = 4, .window = 4},
    {.function = "fully_connected_s8", .channels = 4, .window = 4},
    {.function = ""},
};

const Grain& grain_of(const KernelCall& call) {
  return *std::ranges::find_if(kGrains, [&](const Grain& grain) {
    return call.function.find(grain.function) != std::string::npos;
  });
}

int32_t round_up(int32_t value, int32_t step) {
  return (value + step - 1) / step * step;
}

/// What counts of an operator, whatever its kind.
struct Extents {
  int32_t calls = 1;
  int32_t rows = 1;  ///< Of the output, as `width`.
  int32_t width = 1;
  int32_t channels = 1;
  int32_t depth = 1;          ///< Input channels that an output sees.
  int32_t taps = 1;           ///< Places of a window.
  double live_taps = 1;       ///< Without those in rows that are margins.
  int32_t margin_pixels = 0;  ///< Whose window sees a margin.
  double row_elements = 0;    ///< Of all input rows that a call sees.
  bool is_ragged = false;
};

/// Places 0 .. count - 1 whose window sees only the image, along one axis.
struct Inside {
  int32_t count = 0;
  double taps = 0;  ///< Inside the image, a window's mean.
};
Inside inside(int32_t outputs, int32_t inputs, int32_t kernel, int32_t stride,
              int32_t dilation, int32_t margin) {
  Inside result;
  for (int32_t o = 0; o < outputs; ++o) {
    int32_t taps = 0;
    for (int32_t k = 0; k < kernel; ++k) {
      const int32_t i = o * stride - margin + k * dilation;
      taps += i >= 0 && i < inputs ? 1 : 0;
    }
    result.count += taps == kernel ? 1 : 0;
    result.taps += static_cast<double>(taps) / outputs;
  }
  return result;
}

Extents extents_of(const ConvShape& shape) {
  Extents extents;
  extents.rows = shape.batches * shape.output_height;
  extents.width = shape.output_width;
  extents.channels = shape.output_channels;
  extents.depth = shape.group_input_channels();
  extents.taps = shape.kernel_height * shape.kernel_width;
  const Inside y =
      inside(shape.output_height, shape.input_height, shape.kernel_height,
             shape.stride_h, shape.dilation_h, shape.margin_top);
  const Inside x =
      inside(shape.output_width, shape.input_width, shape.kernel_width,
             shape.stride_w, shape.dilation_w, shape.margin_left);
  extents.live_taps = y.taps * shape.kernel_width;
  extents.margin_pixels =
      extents.rows * extents.width - shape.batches * y.count * x.count;
  extents.row_elements = y.taps * shape.input_row_elems();
  extents.is_ragged = shape.input_channels % 4 != 0;
  return extents;
}

/// Elements of the larger of input and output, as one row of single places.
Extents extents_of(const Tensor& input, const Tensor& output) {
  const auto elements = [](const Tensor& tensor) {
    return static_cast<int32_t>(element_count(tensor));
  };
  Extents extents;
  extents.channels = output.shape.empty() ? 1 : output.shape.back();
  extents.width = elements(output) / std::max(1, extents.channels);
  extents.taps = std::max(1, elements(input) / std::max(1, elements(output)));
  extents.live_taps = extents.taps;
  return extents;
}

Extents extents_of(const Graph& graph, const Op& op, const KernelCall& call) {
  Extents extents;
  const auto of_convolution = [&](const auto* kind) {
    if (kind != nullptr) {
      extents = extents_of(prepare(*kind, graph, op).shape);
    }
    return kind != nullptr;
  };
  const bool is_convolution = of_convolution(op.as<Conv2d>()) ||
                              of_convolution(op.as<DepthwiseConv2d>()) ||
                              of_convolution(op.as<FullyConnected>());
  if (!is_convolution) {
    extents = extents_of(
        graph.tensor(op.inputs[0]),
        graph.tensor(op.outputs.empty() ? op.inputs[0] : op.outputs[0]));
  }
  if (call.by_row) {
    const TensorId rows = call.accumulates ? op.inputs[0] : op.outputs[0];
    extents.calls = (graph.tensor(rows).shape[1] + call.rows - 1) / call.rows;
  }
  return extents;
}

const KernelCost* find_cost(Isa isa, const std::string& kernel) {
  const auto& all = kernel_costs();
  const auto found = std::ranges::find_if(all, [&](const KernelCost& cost) {
    return cost.isa == isa && cost.kernel == kernel;
  });
  return found == all.end() ? nullptr : &*found;
}

double sum(const Work& work, const Work& factors) {
  double total = 0;
  for (size_t i = 0; i < kWorkTerms; ++i) {
    total += work[i] * factors[i];
  }
  return total;
}

}  // namespace

const std::vector<KernelCost>& kernel_costs() {
  static const std::vector<KernelCost> kAll = {
#include "compiler/lower/kernel_costs.inc"
  };
  return kAll;
}

std::string cost_name(const KernelCall& call) {
  std::string name = call.function;
  for (const std::string& argument : call.template_args) {
    // What is a template itself describes the shape.
    const bool counts = !argument.ends_with("Isa") && !argument.ends_with(">");
    name += counts ? " " + argument : "";
  }
  return name + (call.plane_row_bytes > 0 ? " to planes" : "");
}

Work work_of(const Graph& graph, const Op& op, const KernelCall& call) {
  const Grain& grain = grain_of(call);
  const Extents extents = extents_of(graph, op, call);
  const int32_t whole = extents.width / grain.pixels * grain.pixels;
  const double rests = grain.most_pixels > 0
                           ? extents.rows *
                                 round_up(extents.width, grain.most_pixels) /
                                 grain.most_pixels
                           : (whole < extents.width ? extents.rows : 0);
  const double channels = round_up(extents.channels, grain.channels);
  const int32_t depth = round_up(extents.depth, grain.depth);
  const double window = grain.skips_margin_rows
                            ? extents.live_taps * depth
                            : round_up(extents.taps * depth, grain.window);
  const double pixels = double{1} * extents.rows * extents.width;
  Work work = {};
  const auto set = [&](WorkTerm term, double value) {
    work[static_cast<size_t>(term)] = value;
  };
  set(WorkTerm::kCalls, extents.calls);
  set(WorkTerm::kPixels, double{1} * extents.rows * whole);
  set(WorkTerm::kRests, rests);
  set(WorkTerm::kOutputs, double{1} * extents.rows * whole * channels);
  set(WorkTerm::kRestOutputs, rests * channels);
  set(WorkTerm::kProducts,
      double{1} * extents.rows * whole * channels * window);
  set(WorkTerm::kRestProducts, rests * channels * window);
  set(WorkTerm::kGathered, pixels * extents.taps * extents.depth);
  set(WorkTerm::kRagged,
      extents.is_ragged ? pixels * extents.taps * extents.depth : 0);
  set(WorkTerm::kMargins,
      double{1} * extents.margin_pixels * extents.taps * extents.depth);
  set(WorkTerm::kRowElements, extents.calls * extents.row_elements);
  return work;
}

std::optional<CostEstimate> estimate_cost(Isa isa, const Graph& graph,
                                          const Op& op,
                                          const KernelCall& call) {
  const KernelCost* cost = find_cost(isa, cost_name(call));
  if (cost == nullptr) {
    return std::nullopt;
  }
  const Work work = work_of(graph, op, call);
  return CostEstimate{sum(work, cost->instructions), sum(work, cost->cycles)};
}

std::optional<double> estimate_time(Isa isa, const Graph& graph, const Op& op,
                                    const KernelCall& call) {
  const std::optional<CostEstimate> cost = estimate_cost(isa, graph, op, call);
  if (!cost) {
    return std::nullopt;
  }
  const bool by_cycles = isa == Isa::kArmv7em || isa == Isa::kArmv7m;
  return by_cycles ? cost->cycles : cost->instructions;
}

}  // namespace firefly
