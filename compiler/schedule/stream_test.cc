// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/stream.h"

#include <gtest/gtest.h>

#include <map>

#include "compiler/passes/testing/graph_builder.h"

namespace firefly {
namespace {

using testing::GraphBuilder;

constexpr int32_t kHeight = 12;
constexpr int32_t kWidth = 4;
constexpr int32_t kChannels = 8;
constexpr int32_t kRowBytes = kWidth * kChannels;

/// `size` rows and columns, with margins that keep the image's size where
/// `stride` is 1.
Window window(int32_t size, int32_t stride = 1, int32_t dilation = 1) {
  const int32_t margin = (size - 1) * dilation / 2;
  return {size,
          size,
          stride,
          stride,
          dilation,
          dilation,
          {margin, margin, margin, margin}};
}

class StreamGroup : public ::testing::Test {
 protected:
  TensorId image() { return builder_.input({1, kHeight, kWidth, kChannels}); }
  TensorId conv(TensorId x, Window w) {
    return builder_.conv2d(x, kChannels, 1, {w, Activation::kNone});
  }
  TensorId sum(TensorId a, TensorId b) {
    return builder_.add(Binary{}, {a, b});
  }
  /// Of operators [first, last) as one group.
  std::optional<GroupMemory> stream(TensorId output, int32_t first,
                                    int32_t last) {
    graph_ = builder_.build({output});
    calls_.clear();
    for (const Op& op : graph_.ops) {
      calls_.push_back(lower({graph_, op, Isa::kPortable}));
      const bool makes_more = rows_.contains(op.outputs[0]);
      calls_.back().rows = makes_more ? rows_.at(op.outputs[0]) : 1;
    }
    return stream_group(graph_, calls_, {first, last});
  }
  /// Rows kept of `inner`, with all operators in one group.
  int32_t kept(TensorId inner, TensorId output) {
    const Graph& graph = builder_.graph();
    const auto memory =
        stream(output, 0, static_cast<int32_t>(graph.ops.size()));
    EXPECT_TRUE(memory.has_value());
    return memory && memory->kept_rows.contains(inner)
               ? memory->kept_rows.at(inner)
               : -1;
  }

  GraphBuilder builder_;
  std::map<TensorId, int32_t> rows_;  // of a call that makes the tensor
  Graph graph_;
  std::vector<KernelCall> calls_;
};

TEST_F(StreamGroup, KeepsTheRowsOfAWindow) {
  const TensorId a = conv(image(), window(3));
  EXPECT_EQ(kept(a, conv(a, window(3))), 3);
}

TEST_F(StreamGroup, KeepsOneRowForAPointwiseReader) {
  const TensorId a = conv(image(), window(3));
  EXPECT_EQ(kept(a, conv(a, window(1))), 1);
}

TEST_F(StreamGroup, KeepsAWholeDilatedWindow) {
  const TensorId a = conv(image(), window(3));
  EXPECT_EQ(kept(a, conv(a, window(3, 1, 2))), 5);
}

TEST_F(StreamGroup, DropsTheRowsThatAStrideSkips) {
  const TensorId a = conv(image(), window(3));
  EXPECT_EQ(kept(a, conv(a, window(1, 3))), 1);
}

TEST_F(StreamGroup, KeepsAWindowThatMovesByTwo) {
  const TensorId a = conv(image(), window(3));
  EXPECT_EQ(kept(a, conv(a, window(3, 2))), 3);
}

TEST_F(StreamGroup, KeepsMoreRowsForAStrideBehindAStride) {
  // Two rows of b come at once for each that c needs in addition.
  const TensorId a = conv(image(), window(3));
  const TensorId b = conv(a, window(3, 2));
  EXPECT_EQ(kept(b, conv(b, window(3, 2))), 3);
}

TEST_F(StreamGroup, DelaysAResidualByThePathBesideIt) {
  const TensorId a = conv(image(), window(1));
  TensorId b = a;
  for (int32_t depth = 0; depth < 4; ++depth) {
    b = conv(b, window(3));
  }
  // Each 3×3 is one row behind the last; the window of the first reads three.
  EXPECT_EQ(kept(a, sum(a, b)), 5);
}

TEST_F(StreamGroup, KeepsARowMoreBehindPairsOfRows) {
  const TensorId a = conv(image(), window(3));
  rows_[a] = 2;
  EXPECT_EQ(kept(a, conv(a, window(3))), 4);
}

TEST_F(StreamGroup, KeepsThePairThatAPairNeeds) {
  const TensorId a = conv(image(), window(3));
  const TensorId b = conv(a, window(1));
  rows_[b] = 2;
  EXPECT_EQ(kept(a, b), 2);
}

TEST_F(StreamGroup, KeepsTheRowsOfTwoWindows) {
  const TensorId a = conv(image(), window(3));
  const TensorId b = conv(a, window(3));
  rows_[b] = 2;
  EXPECT_EQ(kept(a, b), 4);
}

TEST_F(StreamGroup, KeepsPairsSideBySide) {
  // Three rows would do, but then every other pair would be torn.
  const TensorId a = conv(image(), window(1));
  rows_[a] = 2;
  const TensorId b = conv(a, window(2));
  EXPECT_EQ(kept(a, b) % 2, 0);
}

TEST_F(StreamGroup, NeverKeepsMoreThanThereIs) {
  const TensorId x = builder_.input({1, 2, kWidth, kChannels});
  const TensorId a = conv(x, window(3));
  EXPECT_LE(kept(a, conv(a, window(5))), 2);
}

TEST_F(StreamGroup, KeepsWholeWhatIsReadOutside) {
  const TensorId a = conv(image(), window(3));
  const TensorId b = conv(a, window(3));
  const TensorId c = conv(sum(a, b), window(1));
  const auto memory = stream(c, 0, 2);  // the sum reads both, outside
  ASSERT_TRUE(memory.has_value());
  EXPECT_TRUE(memory->kept_rows.empty());
}

TEST_F(StreamGroup, RefusesOperatorsThatTakeWholeTensors) {
  const TensorId a = conv(image(), window(3));
  const TensorId b = builder_.add(Transpose{{0, 2, 1, 3}}, {a});
  EXPECT_FALSE(stream(b, 0, 2).has_value());
  EXPECT_TRUE(stream(b, 1, 2).has_value());
}

TEST_F(StreamGroup, RefusesASecondOperatorThatNobodyPaces) {
  const TensorId x = image();
  const TensorId a = conv(x, window(3));
  const TensorId b = conv(x, window(1));
  const TensorId c = sum(a, b);
  EXPECT_FALSE(stream(c, 0, 2).has_value());
  EXPECT_FALSE(stream(c, 0, 3).has_value());
  EXPECT_TRUE(stream(c, 1, 3).has_value());
}

TEST_F(StreamGroup, LetsAnOutputFollowItsDyingInput) {
  const TensorId x = image();
  const TensorId y = conv(x, window(3));
  const auto memory = stream(y, 0, 1);
  ASSERT_TRUE(memory.has_value());
  ASSERT_EQ(memory->overlaps.size(), 1U);
  EXPECT_EQ(memory->overlaps[0].input, x);
  EXPECT_EQ(memory->overlaps[0].output, y);
  // Row y is written while rows y − 1 to y + 1 are read.
  EXPECT_EQ(memory->overlaps[0].forward_bytes, 2 * kRowBytes);
  EXPECT_EQ(memory->overlaps[0].backward_bytes, 2 * kRowBytes);
}

TEST_F(StreamGroup, LetsNoPairSpoilItsOwnInput) {
  const TensorId x = image();
  const TensorId y = conv(x, window(3));
  rows_[y] = 2;
  const auto memory = stream(y, 0, 1);
  ASSERT_TRUE(memory.has_value());
  ASSERT_EQ(memory->overlaps.size(), 1U);
  // Rows y and y + 1 are written while rows y − 1 to y + 2 are read.
  EXPECT_EQ(memory->overlaps[0].forward_bytes, 3 * kRowBytes);
  EXPECT_EQ(memory->overlaps[0].backward_bytes, 3 * kRowBytes);
}

TEST_F(StreamGroup, LetsAnElementwiseOperatorWorkInPlace) {
  const TensorId x = image();
  const TensorId y = builder_.add(Unary{UnaryKind::kHardSwish, 0.0F}, {x});
  const auto memory = stream(y, 0, 1);
  ASSERT_TRUE(memory.has_value());
  ASSERT_EQ(memory->overlaps.size(), 1U);
  EXPECT_EQ(memory->overlaps[0].forward_bytes, 0);
}

TEST_F(StreamGroup, SharesNoMemoryWithAnInputThatLivesOn) {
  const TensorId x = image();
  const TensorId a = conv(x, window(3));
  const TensorId b = sum(x, a);
  const auto memory = stream(b, 0, 1);
  ASSERT_TRUE(memory.has_value());
  EXPECT_TRUE(memory->overlaps.empty());
}

TEST_F(StreamGroup, GrowsFromBelowIntoAShrinkingImage) {
  const TensorId x = image();
  const TensorId y = conv(x, window(2, 2));
  const auto memory = stream(y, 0, 1);
  ASSERT_TRUE(memory.has_value());
  ASSERT_EQ(memory->overlaps.size(), 1U);
  // Output rows are half as wide and half as many: only the first is ahead.
  EXPECT_EQ(memory->overlaps[0].forward_bytes, kRowBytes / 2);
}

}  // namespace
}  // namespace firefly
