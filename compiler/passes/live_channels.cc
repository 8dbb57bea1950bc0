// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/live_channels.h"

#include <algorithm>
#include <numeric>

#include "compiler/passes/evaluate_on.h"

namespace firefly {
namespace {

class Liveness {
 public:
  Liveness(const Graph& graph, const std::vector<ChannelRanges>& ranges)
      : graph_(graph), ranges_(ranges) {
    int32_t slots = 0;
    for (const Tensor& tensor : graph.tensors) {
      first_slot_.push_back(slots);
      slots += channel_count(tensor);
    }
    parent_.resize(static_cast<size_t>(slots));
    std::iota(parent_.begin(), parent_.end(), 0);
    stays_.resize(static_cast<size_t>(slots), false);
  }

  std::vector<std::vector<int32_t>> run() {
    for (const auto* ids : {&graph_.inputs, &graph_.outputs}) {
      for (const TensorId id : *ids) {
        keep(id);
      }
    }
    for (const Op& op : graph_.ops) {
      const bool tied = std::visit(
          [&](const auto& kind) { return visit(kind, op); }, op.kind);
      if (!tied) {
        keep_operands(op);
      }
    }
    return collect();
  }

 private:
  [[nodiscard]] const Tensor& tensor(TensorId id) const {
    return graph_.tensor(id);
  }
  [[nodiscard]] int32_t channels(TensorId id) const {
    return channel_count(tensor(id));
  }
  [[nodiscard]] int32_t slot(TensorId id, int32_t channel) const {
    return first_slot_[static_cast<size_t>(id)] + channel;
  }

  int32_t root(int32_t slot) {
    int32_t& parent = parent_[static_cast<size_t>(slot)];
    while (parent_[static_cast<size_t>(parent)] != parent) {
      parent = parent_[static_cast<size_t>(parent)];
    }
    return parent;
  }
  void keep(TensorId id, int32_t channel) {
    stays_[static_cast<size_t>(root(slot(id, channel)))] = true;
  }
  void keep(TensorId id) {
    for (int32_t c = 0; c < channels(id); ++c) {
      keep(id, c);
    }
  }
  void keep_operands(const Op& op) {
    for (const auto* ids : {&op.inputs, &op.outputs}) {
      for (const TensorId id : *ids) {
        if (id != kNoTensor) {
          keep(id);
        }
      }
    }
  }
  void tie(TensorId a, int32_t channel_a, TensorId b, int32_t channel_b) {
    const int32_t to = root(slot(a, channel_a));
    const int32_t from = root(slot(b, channel_b));
    if (stays_[static_cast<size_t>(from)]) {
      stays_[static_cast<size_t>(to)] = true;
    }
    parent_[static_cast<size_t>(from)] = to;
  }
  /// Channel by channel.
  bool tie(TensorId a, TensorId b) {
    if (channels(a) != channels(b)) {
      return false;
    }
    for (int32_t c = 0; c < channels(a); ++c) {
      tie(a, c, b, c);
    }
    return true;
  }

  // Each visit() says whether it dealt with all operands.

  template <class Kind>
  bool visit(const Kind& /*kind*/, const Op& /*op*/) {
    return false;
  }

  bool visit(const Conv2d& conv, const Op& op) {
    return tensor(op.inputs[1]).shape[3] == channels(op.inputs[0]) &&
           mix(op, conv.window.margins != Margins{});
  }
  bool visit(const FullyConnected& /*kind*/, const Op& op) {
    if (tensor(op.inputs[1]).quantization.per_channel()) {
      // A lone scale would be rounded differently (see tensor_multiplier()).
      keep(op.outputs[0], 0);
      keep(op.outputs[0], 1);
    }
    return channels(op.inputs[1]) % channels(op.inputs[0]) == 0 &&
           mix(op, false);
  }

  /// Weights [O, …, I] end the classes of input and output.
  bool mix(const Op& op, bool has_margins) {
    const TensorId x = op.inputs[0];
    const ChannelRanges& ranges = ranges_[static_cast<size_t>(x)];
    if (ranges.empty()) {
      return false;
    }
    const Tensor& weights = tensor(op.inputs[1]);
    const std::vector<int32_t> w = integers_of(weights.type, weights.data);
    std::vector<bool> is_read(ranges.size(), false);
    const auto depth = static_cast<size_t>(channel_count(weights));
    for (size_t i = 0; i < w.size(); ++i) {
      if (w[i] != weights.zero_point()) {
        // A flattened image repeats its channels.
        is_read[i % depth % ranges.size()] = true;
      }
    }
    for (size_t c = 0; c < ranges.size(); ++c) {
      const bool is_known = ranges[c].low == ranges[c].high;
      const bool is_zero = is_known && ranges[c].low == tensor(x).zero_point();
      if (is_read[c] && !is_zero && !(is_known && !has_margins)) {
        keep(x, static_cast<int32_t>(c));
      }
    }
    keep_constants(op);
    return true;
  }
  /// Weights and bias get new tensors, so theirs stay as they are.
  void keep_constants(const Op& op) {
    keep(op.inputs[1]);
    if (op.has_input(2)) {
      keep(op.inputs[2]);
    }
  }

  bool visit(const DepthwiseConv2d& conv, const Op& op) {
    const TensorId x = op.inputs[0];
    if (ranges_[static_cast<size_t>(x)].empty()) {
      return false;
    }
    if (channels(x) == 1) {
      keep(x);  // and every filter is on its own
    } else {
      for (int32_t o = 0; o < channels(op.outputs[0]); ++o) {
        tie(x, o / conv.depth_multiplier, op.outputs[0], o);
      }
    }
    keep_constants(op);
    return true;
  }

  bool tie_through(const Op& op) { return tie(op.inputs[0], op.outputs[0]); }
  bool visit(const Pool2d& /*kind*/, const Op& op) { return tie_through(op); }
  bool visit(const Unary& /*kind*/, const Op& op) { return tie_through(op); }
  bool visit(const Quantize& /*kind*/, const Op& op) { return tie_through(op); }
  bool visit(const Resize& /*kind*/, const Op& op) { return tie_through(op); }
  bool visit(const SpaceToBatch& /*kind*/, const Op& op) {
    return tie_through(op);
  }
  bool visit(const BatchToSpace& /*kind*/, const Op& op) {
    return tie_through(op);
  }
  bool visit(const ReadVariable& /*kind*/, const Op& op) {
    return tie_through(op);
  }
  bool visit(const AssignVariable& /*kind*/, const Op& op) {
    return tie(op.inputs[0], op.inputs[1]);
  }
  bool visit(const Reduce& reduce, const Op& op) {
    const int32_t last = tensor(op.inputs[0]).rank() - 1;
    return last >= 0 && !std::ranges::binary_search(reduce.axes, last) &&
           tie_through(op);
  }
  bool visit(const Transpose& transpose, const Op& op) {
    const int32_t last = tensor(op.inputs[0]).rank() - 1;
    return last >= 0 && transpose.permutation.back() == last && tie_through(op);
  }
  bool visit(const Tile& tile, const Op& op) {
    return !tile.multiples.empty() && tile.multiples.back() == 1 &&
           tie_through(op);
  }
  bool visit(const Binary& /*kind*/, const Op& op) { return broadcast(op); }
  bool visit(const Prelu& /*kind*/, const Op& op) { return broadcast(op); }
  bool broadcast(const Op& op) {
    for (const TensorId id : op.inputs) {
      if (!tie(op.outputs[0], id)) {
        keep(id);
      }
    }
    return true;
  }

  bool visit(const Concat& concat, const Op& op) {
    const bool joins_channels = concat.axis == tensor(op.outputs[0]).rank() - 1;
    int32_t first = 0;
    for (const TensorId id : op.inputs) {
      for (int32_t c = 0; c < channels(id); ++c) {
        tie(id, c, op.outputs[0], first + c);
      }
      first += joins_channels ? channels(id) : 0;
    }
    return true;
  }
  bool visit(const Slice& slice, const Op& op) {
    if (slice.stride.empty() || slice.stride.back() != 1) {
      return false;
    }
    for (int32_t c = 0; c < channels(op.outputs[0]); ++c) {
      tie(op.inputs[0], slice.begin.back() + c, op.outputs[0], c);
    }
    return true;
  }
  bool visit(const Pad& pad, const Op& op) {
    if (pad.before.empty()) {
      return false;
    }
    for (int32_t c = 0; c < channels(op.inputs[0]); ++c) {
      tie(op.inputs[0], c, op.outputs[0], pad.before.back() + c);
    }
    return true;
  }
  /// The longer of the two last dimensions runs through several pixels.
  bool visit(const Reshape& /*kind*/, const Op& op) {
    TensorId shorter = op.inputs[0];
    TensorId longer = op.outputs[0];
    if (channels(shorter) > channels(longer)) {
      std::swap(shorter, longer);
    }
    if (tensor(shorter).rank() == 0 ||
        channels(longer) % channels(shorter) != 0) {
      return false;
    }
    for (int32_t i = 0; i < channels(longer); ++i) {
      tie(shorter, i % channels(shorter), longer, i);
    }
    return true;
  }

  std::vector<std::vector<int32_t>> collect() {
    const auto count = static_cast<TensorId>(graph_.tensors.size());
    // A tensor can not be empty, so one channel of each stays.
    for (TensorId id = 0; id < count; ++id) {
      bool any = false;
      for (int32_t c = 0; c < channels(id); ++c) {
        any = any || stays(id, c);
      }
      if (!any) {
        keep(id, 0);
      }
    }
    std::vector<std::vector<int32_t>> live(graph_.tensors.size());
    for (TensorId id = 0; id < count; ++id) {
      for (int32_t c = 0; c < channels(id); ++c) {
        if (stays(id, c)) {
          live[static_cast<size_t>(id)].push_back(c);
        }
      }
    }
    return live;
  }
  bool stays(TensorId id, int32_t channel) {
    return stays_[static_cast<size_t>(root(slot(id, channel)))];
  }

  const Graph& graph_;
  const std::vector<ChannelRanges>& ranges_;
  std::vector<int32_t> first_slot_;  // by TensorId
  std::vector<int32_t> parent_;      // by slot: union-find
  std::vector<bool> stays_;          // by root slot
};

}  // namespace

int32_t channel_count(const Tensor& tensor) {
  return tensor.rank() == 0 ? 1 : tensor.shape.back();
}

std::vector<std::vector<int32_t>> live_channels(
    const Graph& graph, const std::vector<ChannelRanges>& ranges) {
  return Liveness(graph, ranges).run();
}

}  // namespace firefly
