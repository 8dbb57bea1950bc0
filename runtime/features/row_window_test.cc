// SPDX-License-Identifier: Apache-2.0
#include "features/row_window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace firefly::features {
namespace {

using ::testing::ElementsAre;

// Pushes rows {0, 0}, {1, 1}, … and returns the first value of each row of
// every complete window.
template <int rows, int hop>
std::vector<std::array<int8_t, rows>> windows_of(int count) {
  RowWindow<rows, 2, hop> window;
  window.reset();
  std::vector<std::array<int8_t, rows>> windows;
  for (int i = 0; i < count; ++i) {
    window.next()[0] = static_cast<int8_t>(i);
    window.next()[1] = static_cast<int8_t>(-i);
    if (!window.advance()) {
      continue;
    }
    std::array<int8_t, 2 * rows> taken;
    window.take(taken.data());
    std::array<int8_t, rows> firsts;
    for (int k = 0; k < rows; ++k) {
      firsts[k] = taken[2 * k];
      EXPECT_EQ(taken[2 * k + 1], -firsts[k]);
    }
    windows.push_back(firsts);
  }
  return windows;
}

TEST(RowWindow, SlidesByItsHop) {
  const auto windows = windows_of<3, 1>(5);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_THAT(windows[0], ElementsAre(0, 1, 2));
  EXPECT_THAT(windows[1], ElementsAre(1, 2, 3));
  EXPECT_THAT(windows[2], ElementsAre(2, 3, 4));
}

TEST(RowWindow, LeavesOutRowsOrRepeatsNone) {
  const auto windows = windows_of<3, 2>(8);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_THAT(windows[1], ElementsAre(2, 3, 4));
  EXPECT_THAT(windows[2], ElementsAre(4, 5, 6));
  const auto apart = windows_of<3, 3>(6);
  ASSERT_EQ(apart.size(), 2U);
  EXPECT_THAT(apart[1], ElementsAre(3, 4, 5));
}

TEST(RowWindow, OfOneRow) { EXPECT_EQ((windows_of<1, 1>(4).size()), 4U); }

}  // namespace
}  // namespace firefly::features
