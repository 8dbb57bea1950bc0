// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/value_ranges.h"

#include <algorithm>
#include <type_traits>

#include "compiler/passes/evaluate_on.h"
#include "graph/prepare/convolution.h"

namespace firefly {
namespace {

bool is_tracked(const Tensor& tensor) {
  return tensor.rank() > 0 &&
         (tensor.type == DataType::kInt8 || tensor.type == DataType::kUint8 ||
          tensor.type == DataType::kInt16);
}

size_t channel_count(const Tensor& tensor) {
  return static_cast<size_t>(tensor.shape.back());
}

void widen(IntegerRange& range, int32_t value) {
  range.low = std::min(range.low, value);
  range.high = std::max(range.high, value);
}

/// The bounds of what stands in `data`.
ChannelRanges ranges_of(const Tensor& tensor,
                        const std::vector<uint8_t>& data) {
  const std::vector<int32_t> values = integers_of(tensor.type, data);
  const size_t channels = channel_count(tensor);
  ChannelRanges ranges;
  for (size_t i = 0; i < values.size(); ++i) {
    if (i < channels) {
      ranges.push_back({values[i], values[i]});
    } else {
      widen(ranges[i % channels], values[i]);
    }
  }
  return ranges;
}

/// Bounds of a sum of products.
struct SumRange {
  int64_t low = 0;
  int64_t high = 0;

  void add(int32_t weight, int32_t x_low, int32_t x_high) {
    const int64_t w = weight;
    low += w >= 0 ? w * x_low : w * x_high;
    high += w >= 0 ? w * x_high : w * x_low;
  }
};

/// Whether sums of this size pass the requantisation without wrapping, so that
/// it is monotone. 32-bit sums are shifted left before they are scaled, and
/// the scaled number plus a zero point must fit 32 bits.
template <class Accumulator>
bool is_monotone(const SumRange& sum, int32_t shift) {
  constexpr bool kWide = std::is_same_v<Accumulator, int64_t>;
  const int bits = std::min(kWide ? 46 : 31, (kWide ? 30 : 31) - shift);
  // Zero points and the nudges of rounding stay far below 2^17.
  const int64_t limit =
      bits < 17 ? 0 : (int64_t{1} << bits) - (int64_t{1} << 17);
  return sum.low >= -limit && sum.high <= limit;
}

class Analysis {
 public:
  explicit Analysis(const Graph& graph)
      : graph_(graph), ranges_(graph.tensors.size()) {}

  std::vector<ChannelRanges> run() {
    for (size_t i = 0; i < graph_.tensors.size(); ++i) {
      const Tensor& tensor = graph_.tensors[i];
      if (is_tracked(tensor)) {
        ranges_[i] =
            tensor.is_constant()
                ? ranges_of(tensor, tensor.data)
                : ChannelRanges(channel_count(tensor), full_range(tensor.type));
      }
    }
    for (const Op& op : graph_.ops) {
      if (op.outputs.size() == 1 && is_tracked(graph_.tensor(op.outputs[0])) &&
          op.has_input(0) && !of(op.inputs[0]).empty()) {
        std::visit([&](const auto& kind) { visit(kind, op); }, op.kind);
      }
    }
    return std::move(ranges_);
  }

 private:
  [[nodiscard]] ChannelRanges& of(TensorId id) {
    return ranges_[static_cast<size_t>(id)];
  }

  /// The full range of the type stays.
  template <class Kind>
  void visit(const Kind& /*kind*/, const Op& /*op*/) {}

  void visit(const Conv2d& kind, const Op& op) {
    convolve(kind, op, kind.window.margins != Margins{});
  }
  void visit(const DepthwiseConv2d& kind, const Op& op) {
    convolve(kind, op, kind.window.margins != Margins{});
  }
  void visit(const FullyConnected& kind, const Op& op) {
    convolve(kind, op, false);
  }

  /// A channel of the output sees channels of the input through weights, and
  /// the zero point in margins.
  template <class Kind>
  void convolve(const Kind& kind, const Op& op, bool has_margins) {
    const ConvParameters p = prepare(kind, graph_, op);
    ChannelRanges x = of(op.inputs[0]);
    if (static_cast<size_t>(p.shape.input_channels) % x.size() != 0) {
      return;  // rows of a matrix that are cut across channels
    }
    if (has_margins) {
      for (IntegerRange& range : x) {
        widen(range, p.input_zero_point);
      }
    }
    with_conv_types(kind, graph_, op, [&](auto types) {
      using Types = decltype(types);
      if constexpr (!std::is_same_v<typename Types::Element, float>) {
        const auto weights =
            ohwi_weights<typename Types::Weight>(kind, graph_, op);
        const auto bias = bias_values<typename Types::Bias>(graph_, op);
        const auto depth = static_cast<size_t>(p.shape.group_input_channels());
        const auto taps = weights.size() / of(op.outputs[0]).size();
        for (size_t o = 0; o < of(op.outputs[0]).size(); ++o) {
          const size_t group =
              o / static_cast<size_t>(p.shape.group_output_channels());
          SumRange sum;
          for (size_t i = 0; i < taps; ++i) {
            // A flattened image repeats its channels.
            const IntegerRange& r = x[(group * depth + i % depth) % x.size()];
            sum.add(weights[o * taps + i] - p.weight_zero_point,
                    r.low - p.input_zero_point, r.high - p.input_zero_point);
          }
          if (!bias.empty()) {
            sum.low += bias[o];
            sum.high += bias[o];
          }
          of(op.outputs[0])[o] = requantized<typename Types::Bias>(sum, p, o);
        }
      }
    });
  }

  template <class Accumulator>
  static IntegerRange requantized(const SumRange& sum, const ConvParameters& p,
                                  size_t channel) {
    const int32_t multiplier = p.multiplier[channel];
    const int32_t shift = p.shift[channel];
    if (!is_monotone<Accumulator>(sum, shift)) {
      return {p.range.low, p.range.high};
    }
    const auto output = [&](int64_t value) {
      return requantize(static_cast<Accumulator>(value), multiplier, shift,
                        p.range);
    };
    return {output(sum.low), output(sum.high)};
  }

  void visit(const Unary& /*kind*/, const Op& op) {
    const Tensor& x = graph_.tensor(op.inputs[0]);
    if (!is_integer_function(graph_, op) || size_bytes(x.type) != 1) {
      return;  // 65536 numbers a channel would take too long
    }
    const std::vector<int32_t> table = tabulate(graph_, op);
    const int32_t lowest = full_range(x.type).low;
    for (size_t c = 0; c < of(op.inputs[0]).size(); ++c) {
      const IntegerRange& range = of(op.inputs[0])[c];
      const auto [low, high] =
          std::minmax_element(table.begin() + (range.low - lowest),
                              table.begin() + (range.high - lowest) + 1);
      of(op.outputs[0])[c] = {*low, *high};
    }
  }

  // Operators that are monotone in each element of each input reach their
  // bounds at the bounds of the inputs: compute them there.
  void visit(const Pool2d& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Quantize& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Concat& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Reshape& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Slice& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Pad& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const MirrorPad& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Transpose& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const SpaceToDepth& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const DepthToSpace& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const SpaceToBatch& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const BatchToSpace& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Tile& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Resize& /*kind*/, const Op& op) { at_bounds(op); }
  void visit(const Reduce& kind, const Op& op) {
    if (kind.kind <= ReduceKind::kMin) {
      at_bounds(op);
    }
  }
  void visit(const Binary& kind, const Op& op) {
    if (kind.kind <= BinaryKind::kMul || kind.kind == BinaryKind::kMaximum ||
        kind.kind == BinaryKind::kMinimum) {
      at_bounds(op);
    }
  }

  /// Evaluates `op` with all inputs at their lower and upper bounds; a pair of
  /// inputs in all four combinations, for subtraction falls and a product
  /// turns.
  void at_bounds(const Op& op) {
    const auto is_known = [&](TensorId id) {
      return id == kNoTensor || graph_.tensor(id).is_constant() ||
             !of(id).empty();
    };
    if (!std::ranges::all_of(op.inputs, is_known)) {
      return;
    }
    const Tensor& output = graph_.tensor(op.outputs[0]);
    const bool is_pair = op.as<Binary>() != nullptr;
    ChannelRanges total;
    for (unsigned corner = 0; corner < (is_pair ? 4U : 2U); ++corner) {
      std::vector<std::optional<Tensor>> inputs;
      for (size_t i = 0; i < op.inputs.size(); ++i) {
        if (!op.has_input(i)) {
          inputs.emplace_back();
          continue;
        }
        const Tensor& input = graph_.tensor(op.inputs[i]);
        const bool high = ((corner >> (is_pair ? i : 0)) & 1U) != 0;
        inputs.push_back(input.is_constant() ? input
                                             : bound(op.inputs[i], high));
      }
      const ChannelRanges ranges =
          ranges_of(output, evaluate_on(op.kind, inputs, output));
      if (total.empty()) {
        total = ranges;
      }
      for (size_t c = 0; c < total.size(); ++c) {
        widen(total[c], ranges[c].low);
        widen(total[c], ranges[c].high);
      }
    }
    of(op.outputs[0]) = std::move(total);
  }

  /// The tensor with every element at its lower or upper bound.
  Tensor bound(TensorId id, bool high) {
    Tensor tensor = graph_.tensor(id);
    const ChannelRanges& ranges = of(id);
    std::vector<int32_t> values(static_cast<size_t>(element_count(tensor)));
    for (size_t i = 0; i < values.size(); ++i) {
      const IntegerRange& range = ranges[i % ranges.size()];
      values[i] = high ? range.high : range.low;
    }
    tensor.data = bytes_of(tensor.type, values);
    return tensor;
  }

  const Graph& graph_;
  std::vector<ChannelRanges> ranges_;
};

}  // namespace

std::vector<ChannelRanges> value_ranges(const Graph& graph) {
  return Analysis(graph).run();
}

}  // namespace firefly
