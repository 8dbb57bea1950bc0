// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/testing/random_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "compiler/passes/testing/graph_builder.h"

namespace firefly::testing {
namespace {

constexpr int32_t kMostElements = 4000;

class RandomGraph {
 public:
  explicit RandomGraph(unsigned seed) : builder_(seed), random_(seed) {}

  Graph image() {
    add_input();
    const int32_t ops = between(2, 12);
    for (int32_t i = 0; i < ops; ++i) {
      add_row_operator();
    }
    return finish();
  }

  Graph window(bool endless) {
    endless_ = endless;
    keep(builder_.input({1, between(16, 30), between(1, 4), between(1, 5)}));
    const int32_t ops = between(2, 6);
    for (int32_t i = 0; i < ops; ++i) {
      add_row_operator();
    }
    add_head();
    return builder_.build({head_});
  }

  Graph any() {
    add_input();
    if (one_in(4)) {
      add_input();
    }
    const int32_t ops = between(2, 12);
    for (int32_t i = 0; i < ops; ++i) {
      if (one_in(3)) {
        add_whole_operator();
      } else {
        add_row_operator();
      }
    }
    if (one_in(3)) {
      add_head();
    }
    return finish();
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return low + static_cast<int32_t>(random_() %
                                      static_cast<unsigned>(high - low + 1));
  }
  bool one_in(int32_t n) { return between(1, n) == 1; }

  /// Mostly the newest tensor, so that networks are deep.
  TensorId pick() {
    const auto last = static_cast<int32_t>(pool_.size()) - 1;
    return pool_[static_cast<size_t>(one_in(4) ? between(0, last) : last)];
  }
  [[nodiscard]] const Shape& shape(TensorId id) const {
    return builder_.graph().tensor(id).shape;
  }
  [[nodiscard]] Q q_of(TensorId id) const {
    const Tensor& tensor = builder_.graph().tensor(id);
    return {tensor.scale(), tensor.zero_point()};
  }
  Q any_q() {
    return one_in(2) ? Q{}
                     : Q{0.02F * static_cast<float>(between(1, 12)),
                         between(-40, 40)};
  }
  void keep(TensorId id) { pool_.push_back(id); }

  void add_input() {
    keep(builder_.input({1, between(3, 14), between(1, 7), between(1, 6)}));
  }

  /// A window that fits the image `x`.
  Window any_window(TensorId x) {
    Window w;
    const auto fit = [&](int32_t extent, int32_t& size, int32_t& stride,
                         int32_t& dilation, int32_t& before, int32_t& after) {
      size = one_in(8) ? 5 : between(1, 3);
      stride = one_in(3) ? between(2, 3) : 1;
      dilation = one_in(5) ? 2 : 1;
      const int32_t reach = (size - 1) * dilation;
      before = between(0, reach);
      after = between(0, reach);
      if (extent + before + after <= reach) {
        size = stride = dilation = 1;
        before = after = 0;
      }
    };
    Margins& m = w.margins;
    fit(shape(x)[1], w.height, w.stride_h, w.dilation_h, m.top, m.bottom);
    if (endless_) {
      m.top = m.bottom = 0;
      if (shape(x)[1] <= (w.height - 1) * w.dilation_h) {
        w.height = w.stride_h = w.dilation_h = 1;
      }
    }
    fit(shape(x)[2], w.width, w.stride_w, w.dilation_w, m.left, m.right);
    return w;
  }
  Activation any_activation() {
    return one_in(2) ? Activation::kNone
                     : (one_in(2) ? Activation::kRelu : Activation::kRelu6);
  }

  void add_row_operator() {
    const TensorId x = pick();
    switch (between(0, 7)) {
      case 0:
      case 1:
        keep(builder_.conv2d(x, between(1, 6), 1,
                             {any_window(x), any_activation()}, any_q()));
        break;
      case 2:
        keep(builder_.depthwise(
            x, 1, {any_window(x), between(1, 2), any_activation()}, any_q()));
        break;
      case 3:
        add_pool(x);
        break;
      case 4:
        keep(builder_.add(
            Unary{one_in(2) ? UnaryKind::kRelu6 : UnaryKind::kHardSwish, 0.0F},
            {x}, any_q()));
        break;
      case 5:
        add_scaled(x);
        break;
      default:
        add_sum(x);
    }
  }

  void add_pool(TensorId x) {
    Window window = any_window(x);
    window.dilation_h = window.dilation_w = 1;
    window.margins = {};
    if (shape(x)[1] < window.height || shape(x)[2] < window.width) {
      return;
    }
    const PoolKind kind = one_in(2) ? PoolKind::kMax : PoolKind::kAverage;
    keep(builder_.add(Pool2d{kind, window, any_activation()}, {x}, q_of(x)));
  }

  /// With a constant of one element or of one a channel.
  void add_scaled(TensorId x) {
    const TensorId constant =
        builder_.random_constant({one_in(2) ? 1 : shape(x)[3]}, any_q());
    const BinaryKind kind = one_in(2) ? BinaryKind::kAdd : BinaryKind::kMul;
    keep(builder_.add(Binary{kind, any_activation(), false}, {x, constant},
                      any_q()));
  }

  /// With an earlier tensor of the same shape, or around a convolution.
  void add_sum(TensorId x) {
    TensorId other = kNoTensor;
    for (const TensorId id : pool_) {
      if (id != x && shape(id) == shape(x) &&
          (other == kNoTensor || one_in(2))) {
        other = id;
      }
    }
    if (other == kNoTensor) {
      Conv2d conv;
      conv.window.height = endless_ ? 1 : 3;
      if (!endless_) {
        conv.window.margins = {1, 1, 0, 0};
      }
      other = builder_.conv2d(x, shape(x)[3], 1, conv, any_q());
    }
    const BinaryKind kind = one_in(4) ? BinaryKind::kMul : BinaryKind::kAdd;
    keep(builder_.add(Binary{kind, any_activation(), false}, {x, other},
                      any_q()));
  }

  void add_whole_operator() {
    const TensorId x = pick();
    const Shape& s = shape(x);
    switch (between(0, 7)) {
      case 0:
        keep(builder_.add(Reshape{}, {x}, q_of(x), {1, s[2], s[1], s[3]}));
        break;
      case 1:
        keep(builder_.add(Reshape{}, {x}, q_of(x), {1, s[1] * s[2], s[3], 1}));
        break;
      case 2:
        if (2 * element_count(s) < kMostElements) {
          add_concat(x);
        }
        break;
      case 3:
        keep(builder_.add(Transpose{{0, 2, 1, 3}}, {x}, q_of(x)));
        break;
      case 4:
        keep(builder_.add(Pad{{0, between(0, 2), 1, 0}, {0, 1, 0, 0}}, {x},
                          q_of(x)));
        break;
      case 5: {
        const int32_t begin = between(0, s[1] - 1);
        keep(builder_.add(Slice{{0, begin, 0, 0}, {1, 1, 1, 1}}, {x}, q_of(x),
                          {1, s[1] - begin, s[2], s[3]}));
        break;
      }
      case 6:
        keep(builder_.add(Softmax{}, {x}, {1.0F / 256, -128}));
        break;
      default:
        add_stream(x);
    }
  }

  void add_concat(TensorId x) {
    const int32_t axis = between(1, 3);
    std::vector<TensorId> parts = {x};
    for (const TensorId id : pool_) {
      Shape other = shape(id);
      other[static_cast<size_t>(axis)] = shape(x)[static_cast<size_t>(axis)];
      if (other == shape(x) && q_of(id).scale == q_of(x).scale &&
          q_of(id).zero_point == q_of(x).zero_point && parts.size() < 3) {
        parts.push_back(id);
      }
    }
    keep(builder_.add(Concat{axis}, parts, q_of(x)));
  }

  /// Remembers the last rows of `x` for the next inference, as streaming
  /// models do.
  void add_stream(TensorId x) {
    const Shape s = shape(x);
    const Q q = q_of(x);
    const int32_t kept = between(1, 2);
    const TensorId state = builder_.state({1, kept, s[2], s[3]}, q);
    const TensorId old =
        builder_.add(ReadVariable{}, {state}, q, {1, kept, s[2], s[3]});
    const TensorId joined = builder_.add(Concat{1}, {old, x}, q);
    const TensorId last = builder_.add(Slice{{0, s[1], 0, 0}, {1, 1, 1, 1}},
                                       {joined}, q, {1, kept, s[2], s[3]});
    if (one_in(2)) {
      builder_.assign(state, last);
      keep(joined);
    } else {
      keep(joined);
      keep(builder_.conv2d(joined, between(1, 4), 1));
      builder_.assign(state, last);
      keep(old);
    }
  }

  void add_head() {
    const TensorId mean =
        builder_.add(Reduce{ReduceKind::kMean, {1, 2}, false}, {pool_.back()});
    head_ = builder_.fully_connected(mean, between(1, 5));
  }

  Graph finish() {
    std::vector<TensorId> outputs = {head_ == kNoTensor ? pool_.back() : head_};
    for (size_t i = 1; i + 1 < pool_.size(); ++i) {
      if (one_in(8)) {
        outputs.push_back(pool_[i]);
      }
    }
    return builder_.build(outputs);
  }

  GraphBuilder builder_;
  std::mt19937 random_;
  std::vector<TensorId> pool_;  // images to go on from
  TensorId head_ = kNoTensor;
  bool endless_ = false;  // no margins above or below
};

Graph named(Graph graph, std::string_view kind, unsigned seed) {
  graph.name = fmt::format("{}_{}", kind, seed);
  return graph;
}

}  // namespace

Graph random_graph(unsigned seed) {
  return named(RandomGraph(seed).any(), "random", seed);
}

Graph random_image_graph(unsigned seed) {
  return named(RandomGraph(seed).image(), "random", seed);
}

Graph random_sliding_graph(unsigned seed) {
  return named(RandomGraph(seed).window(/*endless=*/true), "sliding", seed);
}

Graph random_moving_graph(unsigned seed) {
  return named(RandomGraph(seed).window(/*endless=*/false), "moving", seed);
}

}  // namespace firefly::testing
