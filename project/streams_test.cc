// SPDX-License-Identifier: Apache-2.0
#include "project/streams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "project/wakes.h"

namespace firefly {
namespace {

using ::testing::SizeIs;

Recording clip(const std::string& label, int seconds, float value,
               const std::string& split = "test") {
  Recording recording;
  recording.label = label;
  recording.split = split;
  recording.signal.rate_hz = 10;
  recording.signal.values.assign(static_cast<size_t>(10 * seconds), value);
  return recording;
}

Project listener() {
  Project project;
  project.sensor.kind = SensorKind::kMicrophone;
  project.sensor.rate_hz = 10;
  project.events.silent = {"other"};
  return project;
}

TEST(Streams, JoinSoundsOfSilentClassesUpToAMinute) {
  DataSet data;
  data.recordings = {clip("other", 40, 1), clip("word", 3, 2),
                     clip("other", 30, 3), clip("other", 5, 4, "train"),
                     clip("other", 2, 5)};
  const std::vector<Stream> streams = streams_of(listener(), data, "test");
  ASSERT_THAT(streams, SizeIs(3));
  EXPECT_EQ(streams[0].label, "word");
  EXPECT_EQ(streams[0].signal.samples(), 30);
  ASSERT_EQ(streams[1].signal.samples(), 700);
  EXPECT_EQ(streams[1].signal.values[399], 1);
  EXPECT_EQ(streams[1].signal.values[400], 3);
  EXPECT_THAT(streams[2].signal.values, testing::Each(5));
  EXPECT_EQ(streams[2].signal.samples(), 20);
}

TEST(Streams, KeepMovementsAndMarkedRecordingsApart) {
  DataSet data;
  data.recordings = {clip("other", 2, 1), clip("other", 2, 2)};
  Project project = listener();
  project.sensor.kind = SensorKind::kMotion;
  EXPECT_THAT(streams_of(project, data, "test"), SizeIs(2));
  data.recordings[1].intervals = {{5, 9, "word"}};
  const std::vector<Stream> streams = streams_of(listener(), data, "test");
  ASSERT_THAT(streams, SizeIs(2));
  EXPECT_THAT(streams[0].intervals, SizeIs(1));
}

TEST(Wakes, StandBeforeEventsWithAPauseBehind) {
  DataSet data;
  data.recordings = {clip("word", 3, 2), clip("other", 4, 1),
                     clip("word", 5, 3)};
  data.recordings[2].intervals = {{5, 9, "word"}};
  const Signal wake = clip("computer", 2, 7).signal;
  std::vector<Stream> streams = streams_of(listener(), data, "test");
  ASSERT_THAT(streams, SizeIs(3));
  ASSERT_TRUE(put_wake_before(listener(), wake, 4, streams[0]));
  const Signal& signal = streams[0].signal;
  ASSERT_EQ(signal.samples(), 20 + 30 + 4);
  EXPECT_EQ(signal.values[19], 7);
  EXPECT_EQ(signal.values[20], 2);
  EXPECT_EQ(signal.values[50], 0);
  ASSERT_THAT(streams[0].intervals, SizeIs(1));
  EXPECT_EQ(streams[0].intervals[0].begin, 20);
  EXPECT_EQ(streams[0].intervals[0].end, 50);
  EXPECT_EQ(streams[0].intervals[0].label, "word");
  // Marked ones hold what wakes the network or do not; the silence is silent.
  EXPECT_FALSE(put_wake_before(listener(), wake, 4, streams[1]));
  EXPECT_EQ(streams[1].signal.samples(), 50);
  EXPECT_FALSE(put_wake_before(listener(), wake, 4, streams[2]));
  EXPECT_EQ(streams[2].signal.samples(), 40);
}

TEST(Wakes, AreNoneWithoutACascade) {
  const Expected<std::vector<Signal>> wakes = load_wakes(listener(), "test");
  ASSERT_TRUE(wakes.ok());
  EXPECT_THAT(*wakes, SizeIs(0));
}

}  // namespace
}  // namespace firefly
