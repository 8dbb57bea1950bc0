// SPDX-License-Identifier: Apache-2.0
#include "data/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/split.h"

namespace firefly {
namespace {

TEST(Merge, KeepsOrderAndGivenSplits) {
  DataSet real;
  real.classes = {"no", "yes"};
  for (const char* const split : {"train", "validation", "test"}) {
    real.recordings.push_back({split, "yes", split, split, 0, {}, {}});
  }
  DataSet synthetic;
  synthetic.classes = {"yes", "maybe"};
  for (const char* const voice : {"f1", "f2", "m1"}) {
    synthetic.recordings.push_back({voice, "maybe", voice, "", 0, {}, {}});
  }
  merge(std::move(synthetic), real);
  EXPECT_THAT(real.classes, ::testing::ElementsAre("no", "yes", "maybe"));
  ASSERT_EQ(real.recordings.size(), 6U);
  ASSERT_TRUE(make_splits({}, real).ok());
  // Where splits are given, what has none is for training.
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(real.recordings[i].split,
              i < 3 ? real.recordings[i].source : "train");
  }
}

}  // namespace
}  // namespace firefly
