// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/remove_dead_channels.h"

#include <algorithm>

#include "compiler/passes/evaluate_on.h"
#include "compiler/passes/live_channels.h"
#include "compiler/passes/value_ranges.h"
#include "kernels/requantize.h"

namespace firefly {
namespace {

using Indices = std::vector<int32_t>;

template <class T>
std::vector<T> selected(const std::vector<T>& values, const Indices& indices) {
  std::vector<T> result;
  result.reserve(indices.size());
  for (const int32_t i : indices) {
    result.push_back(values[static_cast<size_t>(i)]);
  }
  return result;
}

/// The tensor with only `indices` of one dimension.
Tensor selected(Tensor tensor, int axis, const Indices& indices) {
  int32_t& extent = tensor.shape[static_cast<size_t>(axis)];
  size_t run = static_cast<size_t>(size_bytes(tensor.type));
  for (size_t i = static_cast<size_t>(axis) + 1; i < tensor.shape.size(); ++i) {
    run *= static_cast<size_t>(tensor.shape[i]);
  }
  std::vector<uint8_t> data;
  const size_t block = run * static_cast<size_t>(extent);
  for (size_t begin = 0; begin < tensor.data.size(); begin += block) {
    for (const int32_t i : indices) {
      const auto first =
          tensor.data.begin() +
          static_cast<std::ptrdiff_t>(begin + run * static_cast<size_t>(i));
      data.insert(data.end(), first, first + static_cast<std::ptrdiff_t>(run));
    }
  }
  tensor.data = std::move(data);
  extent = static_cast<int32_t>(indices.size());
  Quantization& q = tensor.quantization;
  if (q.per_channel() && q.axis == axis) {
    q.scale = selected(q.scale, indices);
    q.zero_point = selected(q.zero_point, indices);
  }
  return tensor;
}

/// Bias plus `added`, modulo 2^32 or 2^64 as the sums of the kernels.
template <class T>
void add_to(Tensor& bias, const std::vector<int64_t>& added) {
  auto values = bias.values<T>();
  for (size_t o = 0; o < values.size(); ++o) {
    values[o] = wrapping_add(values[o], static_cast<T>(added[o]));
  }
  std::memcpy(bias.data.data(), values.data(), bias.data.size());
}

class ChannelRemover {
 public:
  ChannelRemover(Graph& graph, const std::vector<ChannelRanges>& ranges,
                 const std::vector<Indices>& live)
      : graph_(graph), ranges_(ranges), live_(live) {}

  void run() {
    for (Op& op : graph_.ops) {
      std::visit([&](auto& kind) { shrink(kind, op); }, op.kind);
    }
    for (size_t i = 0; i < live_.size(); ++i) {
      Tensor& tensor = graph_.tensors[i];
      const int last = tensor.rank() - 1;
      if (last >= 0) {
        tensor = selected(std::move(tensor), last, live_[i]);
      }
    }
  }

 private:
  [[nodiscard]] const Indices& live(TensorId id) const {
    return live_[static_cast<size_t>(id)];
  }
  /// Before the removal, until the end of run().
  [[nodiscard]] int32_t channels(TensorId id) const {
    return channel_count(graph_.tensor(id));
  }
  [[nodiscard]] bool shrinks(TensorId id) const {
    return live(id).size() < static_cast<size_t>(channels(id));
  }
  /// How many of the channels before `channel` stay.
  [[nodiscard]] int32_t live_before(TensorId id, int32_t channel) const {
    return static_cast<int32_t>(std::ranges::lower_bound(live(id), channel) -
                                live(id).begin());
  }

  template <class Kind>
  void shrink(Kind& /*kind*/, Op& /*op*/) {}

  void shrink(Conv2d& /*kind*/, Op& op) { shrink_mixer(op); }
  void shrink(FullyConnected& /*kind*/, Op& op) { shrink_mixer(op); }

  void shrink(DepthwiseConv2d& conv, Op& op) {
    if (shrinks(op.outputs[0])) {
      const Indices& outputs = live(op.outputs[0]);
      replace(op, 1, selected(graph_.tensor(op.inputs[1]), 3, outputs));
      select_bias(op, outputs);
      conv.depth_multiplier =
          static_cast<int32_t>(outputs.size() / live(op.inputs[0]).size());
    }
  }
  void shrink(Slice& slice, Op& op) {
    if (!slice.begin.empty() && shrinks(op.inputs[0])) {
      slice.begin.back() = live_before(op.inputs[0], slice.begin.back());
    }
  }
  void shrink(Pad& pad, Op& op) {
    if (shrinks(op.outputs[0])) {
      const TensorId y = op.outputs[0];
      const int32_t end = pad.before.back() + channels(op.inputs[0]);
      pad.before.back() = live_before(y, pad.before.back());
      pad.after.back() =
          static_cast<int32_t>(live(y).size()) - live_before(y, end);
    }
  }

  /// Weights [O, …, I].
  void shrink_mixer(Op& op) {
    if (shrinks(op.inputs[0])) {
      absorb_constants(op);
      const Tensor& weights = graph_.tensor(op.inputs[1]);
      Indices columns;
      for (int32_t i = 0; i < channel_count(weights); ++i) {
        if (std::ranges::binary_search(live(op.inputs[0]),
                                       i % channels(op.inputs[0]))) {
          columns.push_back(i);
        }
      }
      replace(op, 1, selected(weights, weights.rank() - 1, columns));
    }
    if (shrinks(op.outputs[0])) {
      replace(op, 1,
              selected(graph_.tensor(op.inputs[1]), 0, live(op.outputs[0])));
      select_bias(op, live(op.outputs[0]));
    }
  }

  void select_bias(Op& op, const Indices& outputs) {
    if (op.has_input(2)) {
      Tensor bias = graph_.tensor(op.inputs[2]);
      bias.shape = {element_count(bias)};
      bias.quantization.axis = 0;
      replace(op, 2, selected(std::move(bias), 0, outputs));
    }
  }

  /// Adds to the bias what the removed input channels contribute.
  void absorb_constants(Op& op) {
    const Tensor& x = graph_.tensor(op.inputs[0]);
    const Tensor& weights = graph_.tensor(op.inputs[1]);
    const ChannelRanges& ranges = ranges_[static_cast<size_t>(op.inputs[0])];
    const std::vector<int32_t> w = integers_of(weights.type, weights.data);
    const auto depth = static_cast<size_t>(channel_count(weights));
    const size_t filter = w.size() / static_cast<size_t>(weights.shape[0]);
    std::vector<int64_t> added(static_cast<size_t>(weights.shape[0]), 0);
    for (size_t i = 0; i < w.size(); ++i) {
      const size_t channel = i % depth % ranges.size();
      if (!std::ranges::binary_search(live(op.inputs[0]),
                                      static_cast<int32_t>(channel))) {
        // Weights are 0 where the range is not one number.
        added[i / filter] += int64_t{w[i] - weights.zero_point()} *
                             (ranges[channel].low - x.zero_point());
      }
    }
    if (std::ranges::all_of(added, [](int64_t value) { return value == 0; })) {
      return;
    }
    Tensor bias =
        op.has_input(2) ? graph_.tensor(op.inputs[2]) : zero_bias(weights);
    if (bias.type == DataType::kInt64) {
      add_to<int64_t>(bias, added);
    } else {
      add_to<int32_t>(bias, added);
    }
    op.inputs.resize(3, kNoTensor);
    replace(op, 2, std::move(bias));
  }

  static Tensor zero_bias(const Tensor& weights) {
    Tensor bias;
    bias.name = weights.name + "_bias";
    bias.type = DataType::kInt32;
    bias.shape = {weights.shape[0]};
    bias.role = TensorRole::kConstant;
    bias.data.resize(static_cast<size_t>(size_bytes(bias)));
    return bias;
  }

  /// A tensor of its own, for others may share the old one.
  void replace(Op& op, size_t input, Tensor tensor) {
    op.inputs[input] = graph_.add(std::move(tensor));
  }

  Graph& graph_;
  const std::vector<ChannelRanges>& ranges_;
  const std::vector<Indices>& live_;
};

bool remove_some(Graph& graph) {
  const std::vector<ChannelRanges> ranges = value_ranges(graph);
  const std::vector<Indices> live = live_channels(graph, ranges);
  bool found = false;
  for (size_t i = 0; i < live.size(); ++i) {
    found = found || live[i].size() <
                         static_cast<size_t>(channel_count(graph.tensors[i]));
  }
  if (found) {
    ChannelRemover(graph, ranges, live).run();
    remove_unused(graph);
  }
  return found;
}

}  // namespace

void remove_dead_channels(Graph& graph) {
  while (remove_some(graph)) {
  }
}

}  // namespace firefly
