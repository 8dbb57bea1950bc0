// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/row_packing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace firefly {
namespace {

constexpr unsigned kProblems = 200;

int32_t address(const RowPacking& packing, const LivePiece& piece) {
  return packing.offsets[static_cast<size_t>(piece.item)] + piece.start;
}

/// Whether two pieces that are live together keep apart, or one lies over the
/// other as it may.
bool keep_apart(const RowProblem& problem, const RowPacking& packing, size_t i,
                size_t k) {
  const LivePiece& a = problem.pieces[i];
  const LivePiece& b = problem.pieces[k];
  const int32_t at = address(packing, a);
  const int32_t other = address(packing, b);
  return a.item == b.item || a.last_step < b.first_step ||
         b.last_step < a.first_step || at + a.bytes <= other ||
         other + b.bytes <= at ||
         (a.over == static_cast<int32_t>(k) && at <= other) ||
         (b.over == static_cast<int32_t>(i) && other <= at);
}

void expect_sound(const RowProblem& problem, const RowPacking& packing) {
  int32_t end = 0;
  for (size_t i = 0; i < problem.pieces.size(); ++i) {
    const LivePiece& piece = problem.pieces[i];
    EXPECT_GE(address(packing, piece), 0);
    end = std::max(end, address(packing, piece) + piece.bytes);
    for (size_t k = 0; k < i; ++k) {
      EXPECT_TRUE(keep_apart(problem, packing, i, k)) << i << ' ' << k;
    }
  }
  for (const int32_t offset : packing.offsets) {
    EXPECT_EQ(offset % problem.alignment, 0);
  }
  EXPECT_GE(packing.total_bytes, end);
  EXPECT_LT(packing.total_bytes, end + problem.alignment);
  EXPECT_GE(packing.total_bytes, least_bytes(problem));
}

/// Items of one piece or several, some over one that has just been used up.
RowProblem random_problem(unsigned seed) {
  std::minstd_rand random(seed);
  const auto below = [&](int32_t n) {
    return static_cast<int32_t>(random() % static_cast<unsigned>(n));
  };
  RowProblem problem;
  for (problem.items = 0; problem.items < 12; ++problem.items) {
    const int32_t bytes = 8 * (1 + below(5));
    const int32_t count = below(3) == 0 ? 4 : 1;
    for (int32_t n = 0; n < count; ++n) {
      const int32_t first = below(20);
      problem.pieces.push_back({.item = problem.items,
                                .start = n * bytes,
                                .bytes = bytes,
                                .first_step = first,
                                .last_step = first + below(8)});
    }
  }
  for (LivePiece& piece : problem.pieces) {
    const auto used_up =
        std::ranges::find_if(problem.pieces, [&](const LivePiece& other) {
          return other.item != piece.item &&
                 other.last_step == piece.first_step &&
                 other.first_step < piece.first_step;
        });
    if (used_up != problem.pieces.end() && below(2) == 0) {
      piece.over = static_cast<int32_t>(used_up - problem.pieces.begin());
    }
  }
  return problem;
}

TEST(PackRows, KeepsLivePiecesApart) {
  int exact = 0;
  for (unsigned seed = 1; seed <= kProblems; ++seed) {
    SCOPED_TRACE(seed);
    const RowProblem problem = random_problem(seed);
    const RowPacking packing = pack_rows(problem);
    expect_sound(problem, packing);
    exact += packing.total_bytes - least_bytes(problem) < 8 ? 1 : 0;
  }
  EXPECT_GT(exact, 10);
}

TEST(PackRows, FindsTheLeastForRowsOfOneSize) {
  std::minstd_rand random(7);
  RowProblem problem;
  for (problem.items = 0; problem.items < 200; ++problem.items) {
    const auto first = static_cast<int32_t>(random() % 100);
    problem.pieces.push_back(
        {.item = problem.items,
         .bytes = 64,
         .first_step = first,
         .last_step = first + static_cast<int32_t>(random() % 12)});
  }
  const RowPacking packing = pack_rows(problem);
  expect_sound(problem, packing);
  EXPECT_EQ(packing.total_bytes, least_bytes(problem));
}

TEST(PackRows, WritesOverWhatHasJustBeenUsedUp) {
  RowProblem problem{.pieces = {{.item = 0, .bytes = 24, .last_step = 3},
                                {.item = 1,
                                 .bytes = 24,
                                 .first_step = 3,
                                 .last_step = 5,
                                 .over = 0}},
                     .items = 2};
  EXPECT_EQ(pack_rows(problem).total_bytes, 24);
  problem.pieces[1].over = -1;
  EXPECT_EQ(pack_rows(problem).total_bytes, 48);
}

TEST(PackRows, LetsRowsMoveIntoAnImageThatIsUsedUp) {
  // Eight rows that die one by one, while as many are born.
  RowProblem problem;
  for (int32_t y = 0; y < 8; ++y) {
    problem.pieces.push_back(
        {.item = 0, .start = 16 * y, .bytes = 16, .last_step = y});
    problem.pieces.push_back(
        {.item = 1 + y, .bytes = 16, .first_step = y + 1, .last_step = 9});
  }
  problem.items = 9;
  EXPECT_EQ(pack_rows(problem).total_bytes, 8 * 16);
}

TEST(PackRows, NeedsNothingForNothing) {
  EXPECT_EQ(pack_rows({}).total_bytes, 0);
}

}  // namespace
}  // namespace firefly
