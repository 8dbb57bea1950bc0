// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/pack.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace firefly {
namespace {

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {}
  int32_t between(int32_t low, int32_t high) {
    return low + static_cast<int32_t>(random_() %
                                      static_cast<unsigned>(high - low + 1));
  }

 private:
  std::mt19937 random_;
};

PackProblem random_problem(unsigned seed) {
  Random random(seed);
  PackProblem problem;
  problem.alignment = random.between(0, 1) == 0 ? 4 : 8;
  const int32_t count = random.between(1, 14);
  for (int32_t i = 0; i < count; ++i) {
    const int32_t first = random.between(0, 9);
    problem.buffers.push_back({random.between(1, 300), first,
                               random.between(first, std::min(9, first + 4))});
  }
  for (int32_t i = random.between(0, 8); i > 0; --i) {
    const auto a = static_cast<size_t>(random.between(0, count - 1));
    const auto b = static_cast<size_t>(random.between(0, count - 1));
    if (a != b) {
      problem.overlap_bytes[{a, b}] =
          random.between(0, problem.buffers[a].bytes - 1);
    }
  }
  return problem;
}

int32_t distance(const PackProblem& problem, size_t a, size_t b) {
  const auto found = problem.overlap_bytes.find({a, b});
  return found == problem.overlap_bytes.end() ? problem.buffers[a].bytes
                                              : found->second;
}

void expect_valid(const PackProblem& problem, const Packing& packing) {
  const auto& buffers = problem.buffers;
  ASSERT_EQ(packing.offsets.size(), buffers.size());
  int32_t end = 0;
  for (size_t a = 0; a < buffers.size(); ++a) {
    EXPECT_GE(packing.offsets[a], 0);
    EXPECT_EQ(packing.offsets[a] % problem.alignment, 0);
    end = std::max(end, packing.offsets[a] + buffers[a].bytes);
    for (size_t b = a + 1; b < buffers.size(); ++b) {
      const bool together = buffers[a].first_step <= buffers[b].last_step &&
                            buffers[b].first_step <= buffers[a].last_step;
      const int32_t apart = packing.offsets[b] - packing.offsets[a];
      EXPECT_TRUE(!together || apart >= distance(problem, a, b) ||
                  -apart >= distance(problem, b, a))
          << a << " and " << b << " collide, " << apart << " apart";
    }
  }
  EXPECT_EQ(packing.total_bytes, end);
  EXPECT_GE(packing.total_bytes, packing.lower_bound_bytes);
}

TEST(Pack, NeverLetsLiveBuffersCollide) {
  for (unsigned seed = 0; seed < 80; ++seed) {
    SCOPED_TRACE(seed);
    const PackProblem problem = random_problem(seed);
    expect_valid(problem, pack(problem));
  }
}

TEST(Pack, ReachesTheLowerBoundOnChains) {
  for (unsigned seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    PackProblem problem;
    int32_t most = 0;
    for (int32_t i = 0; i < 12; ++i) {
      problem.buffers.push_back({4 * random.between(1, 100), i, i + 1});
      if (i > 0) {
        most = std::max(most, problem.buffers.end()[-1].bytes +
                                  problem.buffers.end()[-2].bytes);
      }
    }
    const Packing packing = pack(problem);
    expect_valid(problem, packing);
    EXPECT_EQ(packing.lower_bound_bytes, most);
    EXPECT_EQ(packing.total_bytes, most);
  }
}

TEST(Pack, PutsAChainInPlaceOntoItself) {
  PackProblem problem;
  for (int32_t i = 0; i < 6; ++i) {
    problem.buffers.push_back({100, i, i + 1});
    if (i > 0) {
      const auto b = static_cast<size_t>(i);
      problem.overlap_bytes[{b, b - 1}] = 0;
    }
  }
  const Packing packing = pack(problem);
  expect_valid(problem, packing);
  EXPECT_EQ(packing.total_bytes, 100);
  EXPECT_EQ(packing.lower_bound_bytes, 100);
}

TEST(Pack, LetsABufferStartInsideAnother) {
  PackProblem problem;
  problem.buffers = {{100, 0, 1}, {60, 1, 2}};
  problem.overlap_bytes[{1, 0}] = 20;  // 0 may start 20 bytes after 1
  const Packing packing = pack(problem);
  expect_valid(problem, packing);
  EXPECT_EQ(packing.total_bytes, 120);
  EXPECT_EQ(packing.offsets[0] - packing.offsets[1], 20);
}

TEST(Pack, ReusesTheMemoryOfTheDead) {
  PackProblem problem;
  problem.buffers = {{64, 0, 0}, {64, 1, 1}, {32, 2, 2}};
  EXPECT_EQ(pack(problem).total_bytes, 64);
}

TEST(Pack, RoundsOffsetsUpToTheAlignment) {
  PackProblem problem;
  problem.buffers = {{3, 0, 0}, {3, 0, 0}, {3, 0, 0}};
  problem.alignment = 8;
  const Packing packing = pack(problem);
  expect_valid(problem, packing);
  EXPECT_EQ(packing.total_bytes, 19);
}

TEST(Pack, TakesNothing) {
  const Packing packing = pack({});
  EXPECT_EQ(packing.total_bytes, 0);
  EXPECT_EQ(packing.lower_bound_bytes, 0);
}

TEST(Pack, GivesTheSameOffsetsEveryTime) {
  const PackProblem problem = random_problem(7);
  EXPECT_EQ(pack(problem).offsets, pack(problem).offsets);
}

}  // namespace
}  // namespace firefly
