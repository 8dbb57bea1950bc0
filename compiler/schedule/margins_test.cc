// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/margins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/passes/feed_rows.h"
#include "compiler/passes/testing/graph_builder.h"
#include "compiler/schedule/plan.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using testing::GraphBuilder;
using ::testing::HasSubstr;

MATCHER_P3(Stays, first, last, by, "") {
  return arg.first == first && arg.last == last && arg.by == by;
}

/// `height` rows and one column, with SAME margins where `margins`.
Conv2d conv(int32_t height, int32_t stride = 1, bool margins = true) {
  Conv2d result;
  result.window.height = height;
  result.window.stride_h = stride;
  if (margins) {
    result.window.margins = {(height - 1) / 2, height / 2, 0, 0};
  }
  return result;
}

class MovingWindowTest : public ::testing::Test {
 protected:
  TensorId input(int32_t rows) { return builder_.input({1, rows, 1, 4}); }
  TensorId add(TensorId x, const Conv2d& kind) {
    return builder_.conv2d(x, 4, 1, kind);
  }
  void build(TensorId output) {
    graph_ = builder_.build({output});
    ASSERT_TRUE(feed_rows(graph_).ok());
    calls_ = make_plan(graph_, Isa::kPortable, Fit::kSpeed, {Streaming::kLines})
                 .calls;
  }
  [[nodiscard]] std::vector<MovedRows> moved(int32_t hop_rows = 0) const {
    const auto window = find_moving_window(graph_, calls_, hop_rows);
    return window ? window->moved : std::vector<MovedRows>();
  }

  GraphBuilder builder_;
  Graph graph_;
  std::vector<KernelCall> calls_;
};

TEST_F(MovingWindowTest, KeepsRowsThatSeeNoMargin) {
  const TensorId a = add(input(20), conv(3));
  build(builder_.fully_connected(add(a, conv(3)), 2));
  // Rows 1 to 18 of a and 2 to 17 of b see no margin; the newest is new.
  EXPECT_THAT(moved(),
              ElementsAre(Stays(0, 19, 1), Stays(1, 18, 1), Stays(2, 17, 1)));
  EXPECT_THAT(moved(5),
              ElementsAre(Stays(0, 15, 5), Stays(1, 14, 5), Stays(2, 13, 5)));
}

TEST_F(MovingWindowTest, HopsByTheProductOfTheStrides) {
  const TensorId a = add(input(40), conv(3, 2));
  build(builder_.fully_connected(add(a, conv(3, 2)), 2));
  // Rows 1 to 19 of a and 1 to 9 of b see no margin.
  EXPECT_THAT(moved(),
              ElementsAre(Stays(0, 36, 4), Stays(1, 18, 2), Stays(1, 9, 1)));
  EXPECT_THAT(moved(2), ElementsAre(Stays(0, 38, 2), Stays(1, 19, 1)))
      << "b moves by half a row";
  EXPECT_TRUE(moved(3).empty());
}

TEST_F(MovingWindowTest, StopsWhereNothingStays) {
  const TensorId a = add(input(8), conv(3));
  build(builder_.fully_connected(add(a, conv(6, 4)), 2));
  EXPECT_THAT(moved(), ElementsAre(Stays(0, 7, 1), Stays(1, 6, 1)))
      << "a hop of four would leave more of a, but nothing of b";
}

TEST_F(MovingWindowTest, KeepsNoRowsThatNobodyReadsAgain) {
  const TensorId a = add(input(20), conv(3));
  const TensorId b = add(a, conv(1));
  build(builder_.fully_connected(b, 2));
  EXPECT_THAT(moved(),
              ElementsAre(Stays(0, 19, 1), Stays(1, 18, 0), Stays(1, 18, 1)));
}

TEST_F(MovingWindowTest, LetsOneForOneReadersDecide) {
  const TensorId a = add(input(20), conv(3));
  build(builder_.fully_connected(add(a, conv(1)), 2));
  calls_[2].rows = 4;
  EXPECT_THAT(moved(),
              ElementsAre(Stays(0, 19, 1), Stays(4, 16, 0), Stays(4, 16, 1)));
}

TEST_F(MovingWindowTest, KeepsBothWaysToASum) {
  const TensorId a = add(input(20), conv(3));
  const TensorId b = add(a, conv(3));
  build(builder_.fully_connected(builder_.add(Binary{}, {a, b}), 2));
  EXPECT_THAT(moved(), ElementsAre(Stays(0, 19, 1), Stays(1, 18, 1),
                                   Stays(2, 17, 0), Stays(2, 17, 1)));
}

TEST_F(MovingWindowTest, CountsWhatStays) {
  const TensorId a = add(input(20), conv(3));
  build(builder_.fully_connected(add(a, conv(3)), 2));
  const auto kept = find_kept_rows(graph_, calls_);
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->hop_rows, 1);
  // 48 products a row, 160 of the matrix.
  EXPECT_EQ(kept->macs_whole, 2 * 20 * 48 + 160);
  EXPECT_EQ(kept->macs, (20 - 17) * 48 + (20 - 15) * 48 + 160);
  EXPECT_EQ(kept->kept_bytes, 3 * 20 * 4);
}

TEST_F(MovingWindowTest, SaysWhatIsInTheWay) {
  build(builder_.fully_connected(add(input(4), conv(4)), 2));
  EXPECT_TRUE(moved().empty());
  EXPECT_FALSE(find_kept_rows(graph_, calls_).has_value());
  EXPECT_THAT(why_no_window_moves(graph_, calls_, 0), HasSubstr("conv2d 4x1"));
  EXPECT_THAT(why_no_window_moves(graph_, calls_, 4),
              HasSubstr("a hop of 4 rows"));
}

TEST_F(MovingWindowTest, SaysOfWhatAHopIsNoMultiple) {
  build(add(input(20), conv(3, 2)));
  EXPECT_THAT(why_no_window_moves(graph_, calls_, 3),
              HasSubstr("a row for every 2 of the input"));
}

TEST_F(MovingWindowTest, SaysWhoTakesAllRows) {
  build(builder_.fully_connected(input(20), 2));
  EXPECT_THAT(why_no_window_moves(graph_, calls_, 0),
              HasSubstr("fully_connected (\""));
}

}  // namespace
}  // namespace firefly
