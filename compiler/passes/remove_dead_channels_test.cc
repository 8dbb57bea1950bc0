// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/remove_dead_channels.h"

#include <gtest/gtest.h>

#include "compiler/passes/testing/graph_builder.h"

namespace firefly {
namespace {

using testing::expect_same;
using testing::expect_text;
using testing::GraphBuilder;
using testing::Q;

Graph rewritten(Graph graph) {
  const Graph before = graph;
  remove_dead_channels(graph);
  expect_same(before, graph);
  return graph;
}

/// Zeroes what a 1x1 convolution or matrix product reads of a channel.
void clear_column(GraphBuilder& b, TensorId id, size_t channel) {
  Tensor& w = b.operand(id, 1);
  const auto depth = static_cast<size_t>(w.shape.back());
  for (size_t i = channel; i < w.data.size(); i += depth) {
    w.data[i] = 0;
  }
}

Shape shape_of(const Graph& graph, size_t op) {
  return graph.tensor(graph.ops[op].outputs[0]).shape;
}

TEST(RemoveDeadChannels, FoldsConstantFiltersIntoTheNextBias) {
  GraphBuilder b;
  const TensorId conv = b.conv2d(b.input({1, 4, 4, 2}), 5, 3);
  b.clear_filter(conv, 1);
  b.clear_filter(conv, 4);
  const Graph graph = b.build({b.conv2d(conv, 3, 1)});
  expect_text(graph, R"(graph test
input %0 int8 1x4x4x2 q 0.1-3 "t0"
#0 %3 = conv2d 3x3(%0, %1 const int8 5x3x3x2 q/5, %2 const int32 5) : int8 1x2x2x5 q 0.1-3
#1 %6 = conv2d 1x1(%3, %4 const int8 3x1x1x5 q/3, %5 const int32 3) : int8 1x2x2x3 q 0.1-3
output %6 int8 1x2x2x3 q 0.1-3 "t6"
)");
  expect_text(rewritten(graph), R"(graph test
input %0 int8 1x4x4x2 q 0.1-3 "t0"
#0 %1 = conv2d 3x3(%0, %3 const int8 3x3x3x2 q/3, %4 const int32 3) : int8 1x2x2x3 q 0.1-3
#1 %2 = conv2d 1x1(%1, %6 const int8 3x1x1x3 q/3, %5 const int32 3) : int8 1x2x2x3 q 0.1-3
output %2 int8 1x2x2x3 q 0.1-3 "t6"
)");
}

TEST(RemoveDeadChannels, RemovesWhatNobodyReads) {
  GraphBuilder b;
  const TensorId conv = b.conv2d(b.input({1, 4, 4, 2}), 5, 3);
  const TensorId depthwise = b.depthwise(conv, 2);
  const TensorId next = b.conv2d(depthwise, 3, 1);
  clear_column(b, next, 0);
  clear_column(b, next, 3);
  const Graph graph = rewritten(b.build({next}));
  EXPECT_EQ(shape_of(graph, 0).back(), 3);
  EXPECT_EQ(shape_of(graph, 1).back(), 3);
}

TEST(RemoveDeadChannels, KeepsConstantsThatMarginsTellApart) {
  GraphBuilder b;
  Conv2d with_margins;
  with_margins.window.height = with_margins.window.width = 3;
  with_margins.window.margins = {1, 1, 1, 1};
  const TensorId conv = b.conv2d(b.input({1, 4, 4, 2}), 5, 3);
  b.clear_filter(conv, 1);
  b.clear_filter(conv, 2);
  // Channel 2 becomes the zero point, which is what the margins hold.
  auto bias = b.operand(conv, 2).values<int32_t>();
  bias[1] = 10000;
  bias[2] = 0;
  std::memcpy(b.operand(conv, 2).data.data(), bias.data(), 20);
  const Graph graph = rewritten(b.build({b.conv2d(conv, 3, 3, with_margins)}));
  EXPECT_EQ(shape_of(graph, 0).back(), 4);
}

TEST(RemoveDeadChannels, SeesClampsThatCollapse) {
  GraphBuilder b;
  Conv2d relu;
  relu.activation = Activation::kRelu;
  const TensorId conv = b.conv2d(b.input({1, 4, 4, 2}), 4, 1, relu);
  auto bias = b.operand(conv, 2).values<int32_t>();
  bias[3] = -1000000;  // always below 0
  std::memcpy(b.operand(conv, 2).data.data(), bias.data(), 16);
  const Graph graph = rewritten(b.build({b.conv2d(conv, 3, 1)}));
  EXPECT_EQ(shape_of(graph, 0).back(), 3);
}

TEST(RemoveDeadChannels, WorksThroughPoolsSumsAndFlattening) {
  GraphBuilder b;
  const TensorId x = b.input({1, 6, 6, 2});
  const TensorId left = b.conv2d(x, 6, 3);
  const TensorId right = b.conv2d(x, 6, 3);
  for (const int32_t channel : {0, 2, 3}) {
    b.clear_filter(left, channel);
    b.clear_filter(right, channel);
  }
  b.clear_filter(left, 5);  // but not right, so it stays
  const TensorId sum = b.add(Binary{}, {left, right});
  const TensorId scaled =
      b.add(Binary{BinaryKind::kMul}, {sum, b.random_constant({6})});
  Pool2d pool;
  pool.kind = PoolKind::kAverage;
  pool.window.height = pool.window.width = 2;
  pool.window.stride_h = pool.window.stride_w = 2;
  const TensorId pooled = b.add(pool, {scaled});
  const TensorId bent = b.add(Unary{UnaryKind::kTanh}, {pooled});
  const TensorId flat = b.add(Reshape{}, {bent}, {}, {1, 24});
  const Graph graph = rewritten(b.build({b.fully_connected(flat, 4)}));
  EXPECT_EQ(shape_of(graph, 0), (Shape{1, 4, 4, 3}));
  EXPECT_EQ(shape_of(graph, 6), (Shape{1, 12}));
}

TEST(RemoveDeadChannels, WorksThroughConcatenationSliceAndPad) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4, 4, 2});
  const TensorId a = b.conv2d(x, 3, 1);
  const TensorId c = b.conv2d(x, 4, 1);
  b.clear_filter(a, 1);
  b.clear_filter(c, 3);
  const TensorId both = b.add(Concat{3}, {a, c});
  const TensorId wide = b.add(Pad{{0, 0, 0, 1}, {0, 0, 0, 2}}, {both});
  // Channels 2, 3 of a; 0, 1 and the constant 3 of c; one of the margin.
  const TensorId part =
      b.add(Slice{{0, 0, 0, 2}, {1, 1, 1, 1}}, {wide}, {}, {1, 4, 4, 7});
  const Graph graph = rewritten(b.build({b.conv2d(part, 3, 1)}));
  EXPECT_EQ(shape_of(graph, 0).back(), 1);  // 0 is sliced off, 1 constant
  EXPECT_EQ(shape_of(graph, 1).back(), 3);
  EXPECT_EQ(shape_of(graph, 4).back(), 4);
}

TEST(RemoveDeadChannels, ShrinksStates) {
  GraphBuilder b;
  const TensorId state = b.state({1, 2, 1, 4});
  const TensorId old = b.add(ReadVariable{}, {state});
  const TensorId now = b.conv2d(b.input({1, 1, 1, 3}), 4, 1);
  const TensorId all = b.add(Concat{1}, {old, now});
  b.assign(state,
           b.add(Slice{{0, 1, 0, 0}, {1, 1, 1, 1}}, {all}, {}, {1, 2, 1, 4}));
  const TensorId conv = b.conv2d(all, 2, 1);
  clear_column(b, conv, 2);
  const Graph graph = rewritten(b.build({conv}));
  for (const Tensor& tensor : graph.tensors) {
    if (tensor.role == TensorRole::kState) {
      EXPECT_EQ(tensor.shape, (Shape{1, 2, 1, 3}));
    }
  }
}

TEST(RemoveDeadChannels, DropsFiltersOfADepthwiseFirstLayer) {
  GraphBuilder b;
  DepthwiseConv2d first;
  first.depth_multiplier = 4;
  const TensorId conv = b.depthwise(b.input({1, 4, 4, 1}), 3, first);
  b.clear_filter(conv, 2);
  const Graph graph = rewritten(b.build({b.fully_connected(conv, 2)}));
  EXPECT_EQ(shape_of(graph, 0).back(), 3);
  EXPECT_EQ(graph.ops[0].as<DepthwiseConv2d>()->depth_multiplier, 3);
}

TEST(RemoveDeadChannels, KeepsOutputsAndOneChannelOfEverything) {
  GraphBuilder b;
  const TensorId x = b.input({1, 4, 4, 2});
  const TensorId constant = b.conv2d(x, 3, 1);
  const TensorId seen = b.conv2d(constant, 3, 1);
  for (const int32_t channel : {0, 1, 2}) {
    b.clear_filter(constant, channel);
    b.clear_filter(seen, channel);
  }
  const Graph graph = rewritten(b.build({seen}));
  EXPECT_EQ(shape_of(graph, 0).back(), 1);
  EXPECT_EQ(shape_of(graph, 1).back(), 3);
}

/// Networks with random dead filters and columns, random margins and zero
/// points; exactness is the whole test.
TEST(RemoveDeadChannels, IsExactOnRandomNetworks) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const auto up_to = [&](unsigned n) {
      return static_cast<int32_t>(random() % (n + 1));
    };
    GraphBuilder b(seed);
    const auto q = [&] { return Q{0.05F, up_to(255) - 128}; };
    TensorId x = b.input({1, 8, 7, 1 + up_to(2)}, q());
    for (int layer = 0; layer < 4; ++layer) {
      Conv2d conv;
      conv.window.height = conv.window.width = 1 + 2 * up_to(1);
      conv.activation = up_to(1) == 0 ? Activation::kRelu : Activation::kNone;
      if (conv.window.height == 3) {
        conv.window.margins = {up_to(1), 1, up_to(2), 1};
      }
      const int32_t channels = 2 + up_to(5);
      const TensorId mixed = b.conv2d(x, channels, 1, conv, q());
      for (int32_t c = 0; c < channels; ++c) {
        if (up_to(2) == 0) {
          b.clear_filter(mixed, c);
        }
      }
      DepthwiseConv2d depthwise;
      depthwise.window.height = depthwise.window.width = 2;
      depthwise.window.margins = {up_to(1), 1, up_to(1), 1};
      depthwise.depth_multiplier = 1 + up_to(1);
      x = b.depthwise(mixed, 2, depthwise, q());
      if (up_to(1) == 0) {
        x = b.add(Binary{up_to(1) == 0 ? BinaryKind::kSub : BinaryKind::kMul},
                  {x, b.add(Unary{UnaryKind::kHardSwish}, {x}, q())}, q());
      }
    }
    const Graph before = b.build({b.fully_connected(x, 5, q())});
    Graph after = before;
    remove_dead_channels(after);
    expect_same(before, after, seed);
    EXPECT_LE(count_macs(after), count_macs(before));
  }
}

}  // namespace
}  // namespace firefly
