// SPDX-License-Identifier: Apache-2.0
#include "data/split.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "data/take_validation.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

DataSet some_data(uint32_t seed, size_t recordings, size_t groups,
                  size_t classes) {
  std::mt19937 random(seed);
  DataSet data;
  for (size_t i = 0; i < recordings; ++i) {
    Recording& recording = data.recordings.emplace_back();
    recording.source = fmt::format("{}.wav", i);
    recording.group = fmt::format("speaker{}", random() % groups);
    recording.label = fmt::format("class{}", random() % classes);
  }
  return data;
}

std::map<std::string, std::set<std::string>> splits_of_groups(
    const DataSet& data) {
  std::map<std::string, std::set<std::string>> splits;
  for (const Recording& recording : data.recordings) {
    splits[recording.group].insert(recording.split);
  }
  return splits;
}

// Whatever the data: every recording has a split, and no group has two.
TEST(Split, NeverCutsAGroup) {
  std::mt19937 random(1);
  for (uint32_t seed = 0; seed < 200; ++seed) {
    DataSet data = some_data(seed, 1 + random() % 300, 1 + random() % 60,
                             1 + random() % 8);
    SplitParameters parameters;
    parameters.validation_percent = static_cast<double>(random() % 45);
    parameters.test_percent = static_cast<double>(random() % 45);
    ASSERT_TRUE(make_splits(parameters, data).ok());
    for (const auto& [group, splits] : splits_of_groups(data)) {
      EXPECT_THAT(splits, SizeIs(1)) << group << ", seed " << seed;
      EXPECT_THAT(*splits.begin(),
                  ::testing::AnyOf("train", "validation", "test"));
    }
    EXPECT_THAT(find_leaks(data), IsEmpty());
  }
}

TEST(TakeValidation, LeavesEveryClassInBoth) {
  for (uint32_t seed = 0; seed < 100; ++seed) {
    DataSet data = some_data(seed, 300, 40, 5);
    SplitParameters parameters;
    parameters.rule = SplitRule::kNone;
    ASSERT_TRUE(make_splits(parameters, data).ok());
    take_validation(parameters, data);
    std::map<std::string, std::set<std::string>> classes;
    for (const Recording& recording : data.recordings) {
      classes[recording.split].insert(recording.label);
    }
    EXPECT_THAT(classes["train"], SizeIs(5));
    EXPECT_THAT(classes["validation"], SizeIs(5));
    for (const auto& [group, splits] : splits_of_groups(data)) {
      EXPECT_THAT(splits, SizeIs(1)) << group;
    }
    EXPECT_THAT(data.problems, SizeIs(1));
    // There is one now.
    take_validation(parameters, data);
    EXPECT_THAT(data.problems, SizeIs(1));
  }
}

TEST(TakeValidation, LeavesTheOnlyGroupInTrain) {
  DataSet data = some_data(1, 20, 1, 2);
  SplitParameters parameters;
  parameters.rule = SplitRule::kNone;
  ASSERT_TRUE(make_splits(parameters, data).ok());
  take_validation(parameters, data);
  EXPECT_THAT(data.problems, IsEmpty());
  EXPECT_EQ(data.recordings.front().split, "train");
}

TEST(Split, GivesEverySplitEveryClassThatHasGroupsEnough) {
  DataSet data = some_data(3, 400, 24, 4);
  ASSERT_TRUE(make_splits({}, data).ok());
  std::map<std::string, std::set<std::string>> classes;
  for (const Recording& recording : data.recordings) {
    classes[recording.split].insert(recording.label);
  }
  EXPECT_THAT(classes["train"], SizeIs(4));
  EXPECT_THAT(classes["validation"], SizeIs(4));
  EXPECT_THAT(classes["test"], SizeIs(4));
}

TEST(Split, KeepsItsPercentages) {
  DataSet data = some_data(4, 20000, 20000, 1);
  SplitParameters parameters;
  parameters.validation_percent = 20;
  ASSERT_TRUE(make_splits(parameters, data).ok());
  std::map<std::string, double> counts;
  for (const Recording& recording : data.recordings) {
    counts[recording.split] += 1;
  }
  EXPECT_NEAR(counts["validation"], 4000, 200);
  EXPECT_NEAR(counts["test"], 2000, 150);
}

TEST(Split, MovesNothingWhenDataGrow) {
  DataSet small = some_data(5, 2000, 300, 2);
  DataSet large = some_data(5, 4000, 300, 2);
  ASSERT_TRUE(make_splits({}, small).ok());
  ASSERT_TRUE(make_splits({}, large).ok());
  for (size_t i = 0; i < small.recordings.size(); ++i) {
    EXPECT_EQ(small.recordings[i].split, large.recordings[i].split);
  }
}

TEST(Split, HoldsOutExactlyTheGroupsThatAreNamed) {
  DataSet data = some_data(6, 400, 10, 4);
  SplitParameters parameters;
  parameters.hold_out = {"speaker3"};
  ASSERT_TRUE(make_splits(parameters, data).ok());
  for (const Recording& recording : data.recordings) {
    EXPECT_EQ(recording.split == "test", recording.group == "speaker3");
  }
}

TEST(Split, SuggestsAGroupForAMisspeltOne) {
  DataSet data = some_data(6, 400, 10, 4);
  SplitParameters parameters;
  parameters.hold_out = {"speeker3"};
  const Status status = make_splits(parameters, data);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("hold_out"));
  EXPECT_THAT(status.error().message, HasSubstr("did you mean 'speaker3'?"));
}

TEST(Split, CarvesValidationFromGivenTrain) {
  DataSet data = some_data(7, 400, 20, 2);
  for (Recording& recording : data.recordings) {
    recording.split = recording.group < "speaker15" ? "test" : "train";
  }
  ASSERT_TRUE(make_splits({}, data).ok());
  std::set<std::string> splits;
  for (const Recording& recording : data.recordings) {
    EXPECT_EQ(recording.split == "test", recording.group < "speaker15");
    splits.insert(recording.split);
  }
  EXPECT_THAT(splits, SizeIs(3));
}

TEST(Split, ReportsWhatTheDataCutThemselves) {
  DataSet data = some_data(8, 20, 1, 1);
  for (size_t i = 0; i < 20; ++i) {
    data.recordings[i].split = i == 0 ? "test" : "train";
    data.files.push_back({data.recordings[i].source, 1, std::to_string(i / 2)});
  }
  ASSERT_TRUE(make_splits({}, data).ok());
  const std::vector<Problem> leaks = find_leaks(data);
  ASSERT_FALSE(leaks.empty());
  EXPECT_EQ(leaks[0].file, "1.wav");
  EXPECT_THAT(leaks[0].what, HasSubstr("has the content of 0.wav"));
  EXPECT_THAT(leaks[1].what, HasSubstr("in the group of 0.wav"));
}

}  // namespace
}  // namespace firefly
