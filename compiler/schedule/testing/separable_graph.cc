// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/testing/separable_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "compiler/passes/testing/graph_builder.h"

namespace firefly::testing {
namespace {

class SeparableGraph {
 public:
  SeparableGraph(unsigned seed, bool endless)
      : builder_(seed), random_(seed), endless_(endless) {}

  Graph build() {
    x_ = builder_.input({1, between(12, 20), between(4, 25), between(1, 5)});
    add_conv(one_in(2) ? 3 : 1);
    const int32_t blocks = between(1, 3);
    for (int32_t i = 0; i < blocks; ++i) {
      add_block();
    }
    outputs_.push_back(x_);
    return builder_.build(outputs_);
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return low + static_cast<int32_t>(random_() %
                                      static_cast<unsigned>(high - low + 1));
  }
  bool one_in(int32_t n) { return between(1, n) == 1; }
  [[nodiscard]] const Shape& shape(TensorId id) const {
    return builder_.graph().tensor(id).shape;
  }
  Q any_q() {
    const float scale = 0.05F * static_cast<float>(1 << between(0, 3));
    return {scale, one_in(12) ? between(-40, 40) : -128};
  }
  Activation any_activation() {
    return one_in(12)   ? Activation::kNone
           : one_in(10) ? Activation::kRelu6
                        : Activation::kRelu;
  }

  /// A window that fits x_; most have a margin of one on both sides.
  Window any_window(int32_t size, bool may_stride) {
    Window w;
    w.height = w.width = size;
    if (may_stride && one_in(3)) {
      w.stride_h = w.stride_w = one_in(6) ? 3 : 2;
    }
    w.dilation_h = may_stride && one_in(10) ? 2 : 1;
    w.dilation_w = may_stride && one_in(12) ? 2 : 1;
    const auto margins = [&](int32_t extent, int32_t reach, int32_t& before,
                             int32_t& after) {
      before = one_in(8) ? between(0, reach) : reach / 2;
      after = one_in(8) ? between(0, reach) : reach / 2;
      if (extent <= reach) {
        before = after = reach;
      }
    };
    Margins& m = w.margins;
    margins(shape(x_)[2], (size - 1) * w.dilation_w, m.left, m.right);
    if (!endless_) {
      margins(shape(x_)[1], (size - 1) * w.dilation_h, m.top, m.bottom);
    } else if (shape(x_)[1] <= (size - 1) * w.dilation_h) {
      w.height = w.stride_h = w.dilation_h = 1;
    }
    return w;
  }

  void add_conv(int32_t size) {
    x_ = builder_.conv2d(x_, between(1, 19), size,
                         {any_window(size, false), any_activation()}, any_q());
  }
  void add_depthwise() {
    const int32_t size = one_in(6) ? between(1, 7) : 3;
    x_ = builder_.depthwise(
        x_, size,
        {any_window(size, true), one_in(12) ? 2 : 1, any_activation()},
        any_q());
  }
  void add_block() {
    const TensorId start = x_;
    add_depthwise();
    keep_some();
    add_conv(1);
    keep_some();
    if (shape(start) == shape(x_) || (!endless_ && one_in(3))) {
      add_sum(start);
    }
  }
  /// With the block's input, or with another convolution of x_.
  void add_sum(TensorId start) {
    TensorId other = start;
    if (shape(start) != shape(x_)) {
      other = builder_.conv2d(x_, shape(x_)[3], 1, {{}, Activation::kRelu},
                              any_q());
    }
    x_ = builder_.add(Binary{BinaryKind::kAdd, any_activation(), false},
                      {x_, other}, any_q());
  }
  void keep_some() {
    if (!endless_ && one_in(8)) {
      outputs_.push_back(x_);
    }
  }

  GraphBuilder builder_;
  std::mt19937 random_;
  bool endless_;
  TensorId x_ = kNoTensor;  // the newest
  std::vector<TensorId> outputs_;
};

Graph named(Graph graph, unsigned seed) {
  graph.name = fmt::format("separable_{}", seed);
  return graph;
}

}  // namespace

Graph separable_graph(unsigned seed) {
  return named(SeparableGraph(seed, /*endless=*/false).build(), seed);
}

Graph sliding_separable_graph(unsigned seed) {
  return named(SeparableGraph(seed, /*endless=*/true).build(), seed);
}

}  // namespace firefly::testing
