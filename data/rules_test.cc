// SPDX-License-Identifier: Apache-2.0
//
// Rules over whole data sets: Speech Commands, silence, unknown words, events,
// the manifest.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "data/events.h"
#include "data/load.h"
#include "data/manifest.h"
#include "data/speech_commands.h"
#include "data/testing/samples.h"

namespace firefly {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::some_samples;
using testing::TemporaryFolder;

constexpr SensorFormat kMicrophone{16000, 1, 0, 0};

DataParameters here() {
  DataParameters parameters;
  parameters.path = ".";
  return parameters;
}

std::map<std::string, size_t> labels_of(const DataSet& data) {
  std::map<std::string, size_t> counts;
  for (const Recording& recording : data.recordings) {
    ++counts[recording.label];
  }
  return counts;
}

// The first speakers of the lists that come with the data set.
TEST(SpeechCommands, HashesAsTheOriginalLists) {
  for (const char* const speaker : {"026290a7", "060cd039", "099d52ad"}) {
    EXPECT_EQ(speech_commands_split(fmt::format("bed/{}_nohash_0.wav", speaker),
                                    10, 10),
              "validation");
  }
  for (const char* const speaker : {"0c40e715", "0ea0e2f4"}) {
    EXPECT_EQ(speech_commands_split(fmt::format("on/{}_nohash_3.wav", speaker),
                                    10, 10),
              "test");
  }
  EXPECT_EQ(speech_commands_split("yes/0a7c2a8d_nohash_0.wav", 10, 10),
            "train");
}

void write_speech_commands(const TemporaryFolder& folder) {
  uint32_t seed = 0;
  for (const char* const word : {"yes", "no", "bed", "cat"}) {
    for (int i = 0; i < 40; ++i) {
      folder.write_wav(fmt::format("{}/{:08x}_nohash_0.wav", word, i * 77),
                       16000, some_samples(320, ++seed));
    }
  }
  folder.write_wav("_background_noise_/hum.wav", 16000,
                   some_samples(16000, 1000));
  folder.write("_background_noise_/README.md", "text");
}

TEST(SpeechCommands, MakesUnknownAndSilence) {
  const TemporaryFolder folder;
  write_speech_commands(folder);
  DataParameters parameters = here();
  parameters.kind = DataKind::kSpeechCommands;
  parameters.classes = {"yes", "no"};
  parameters.unknown = "unknown";
  parameters.unknown_percent = 50;
  parameters.silence = "silence";
  parameters.silence_percent = 100;
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_THAT(data->classes, ElementsAre("yes", "no", "unknown", "silence"));
  auto labels = labels_of(*data);
  EXPECT_EQ(labels["yes"], 40U);
  EXPECT_EQ(labels["unknown"], 20U);
  EXPECT_EQ(labels["silence"], 33U);  // of the mean of yes, no and unknown
  EXPECT_THAT(data->noise, SizeIs(1));
  std::map<std::string, std::set<std::string>> splits;
  for (const Recording& recording : data->recordings) {
    splits[recording.group].insert(recording.split);
    EXPECT_EQ(recording.signal.samples(), 320);
  }
  for (const auto& [group, names] : splits) {
    EXPECT_THAT(names, SizeIs(1)) << group;
  }
  EXPECT_EQ(splits["00000000"].count(std::string(
                speech_commands_split("yes/00000000_nohash_0.wav", 10, 10))),
            1U);
  // Another draw of unknown words for another seed, the same for the same.
  const auto again = load_data(parameters, kMicrophone, folder.path());
  parameters.seed = 1;
  const auto other = load_data(parameters, kMicrophone, folder.path());
  EXPECT_EQ(digest_of(*data), digest_of(*again));
  EXPECT_NE(digest_of(*data), digest_of(*other));
}

TEST(SpeechCommands, FollowsItsListsWhereTheyAre) {
  const TemporaryFolder folder;
  write_speech_commands(folder);
  folder.write("validation_list.txt", "yes/00000000_nohash_0.wav\n");
  folder.write("testing_list.txt", "no/0000004d_nohash_0.wav\r\n");
  DataParameters parameters = here();
  parameters.kind = DataKind::kSpeechCommands;
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  for (const Recording& recording : data->recordings) {
    EXPECT_EQ(recording.split == "validation",
              recording.source == "yes/00000000_nohash_0.wav");
    EXPECT_EQ(recording.split == "test",
              recording.source == "no/0000004d_nohash_0.wav");
  }
  // The lists cut speakers: that is said.
  EXPECT_THAT(
      data->problems,
      Contains(::testing::Field(&Problem::what, HasSubstr("in the group of"))));
}

TEST(Silence, TakesItsSplitsFromDifferentStretches) {
  const TemporaryFolder folder;
  folder.write_wav("on/a.wav", 16000, some_samples(100, 1));
  folder.write_wav("on/b.wav", 16000, some_samples(100, 2));
  std::vector<int16_t> ramp(10000);
  for (size_t i = 0; i < ramp.size(); ++i) {
    ramp[i] = static_cast<int16_t>(i < 5000 ? 1000 : -1000);
  }
  folder.write_wav("noise/n.wav", 16000, ramp);
  DataParameters parameters = here();
  parameters.noise = {"noise/*"};
  parameters.silence = "silence";
  parameters.silence_percent = 1000;
  parameters.split.test_percent = 50;
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  size_t tests = 0;
  for (const Recording& recording : data->recordings) {
    if (recording.label == "silence") {
      const bool is_test = recording.split == "test";
      tests += is_test ? 1 : 0;
      EXPECT_EQ(recording.signal.values[0] < 0, is_test) << recording.source;
    }
  }
  EXPECT_EQ(tests, 10U);
}

TEST(Classes, AreRenamed) {
  const TemporaryFolder folder;
  uint32_t seed = 0;
  for (const char* const word : {"go", "forward", "stop"}) {
    folder.write_wav(fmt::format("{}/a.wav", word), 16000,
                     some_samples(16, ++seed));
  }
  DataParameters parameters = here();
  parameters.rename = {"go=forward"};
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_THAT(data->classes, ElementsAre("forward", "stop"));
  EXPECT_EQ(labels_of(*data)["forward"], 2U);
  parameters.rename = {"go"};
  EXPECT_THAT(load_data(parameters, kMicrophone, folder.path()).error().message,
              HasSubstr("expected \"from=to\", found 'go'"));
}

TEST(Events, CutRecordingsByTimeAndLabel) {
  const TemporaryFolder folder;
  std::string text = "time,value\n";
  for (int i = 0; i < 100; ++i) {
    text += fmt::format("2020-01-01 00:00:{:02}.{},{}\n", i / 10, i % 10, i);
  }
  folder.write("machine/a.csv", text);
  folder.write("events.json",
               R"({"machine/a.csv": [["2020-01-01 00:00:03",
                   "2020-01-01 00:00:05"], [1577836808, 1577836809, "stop"]]})");
  DataParameters parameters = here();
  parameters.events = "events.json";
  parameters.segments = Segments::kIntervals;
  parameters.split.rule = SplitRule::kNone;
  const auto data = load_data(parameters, {5, 1, 0, 0}, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  ASSERT_THAT(data->recordings, SizeIs(2));
  const Recording& first = data->recordings[0];
  EXPECT_EQ(first.label, "anomaly");
  EXPECT_EQ(first.source, "machine/a.csv@15");
  EXPECT_EQ(first.signal.samples(), 10);  // 2 s at the sensor's 5 Hz
  EXPECT_NEAR(first.begin_s, 1577836803, 1e-3);
  EXPECT_EQ(data->recordings[1].label, "stop");
}

TEST(Events, SayWhatTheyExpect) {
  for (const char* const text :
       {"[]", "{\"a\": 1}", "{\"a\": [[2, 1]]}", "{\"a\": [[1]]}", "{"}) {
    const auto list = EventList::read(text, "events.json");
    ASSERT_FALSE(list.ok()) << text;
    EXPECT_THAT(list.error().message, HasSubstr("events.json: "));
  }
}

TEST(Manifest, CountsAndNamesEverything) {
  const TemporaryFolder folder;
  folder.write_wav("on/a.wav", 16000, some_samples(16000, 1));
  folder.write_wav("on/b.wav", 16000, some_samples(16000, 1));
  folder.write_wav("off/c.wav", 16000, some_samples(8000, 2));
  folder.write_wav("off/bad.wav", 16000, {});
  DataParameters parameters = here();
  parameters.skip_bad = true;
  parameters.split.rule = SplitRule::kNone;
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  const auto manifest = nlohmann::json::parse(manifest_of(*data));
  EXPECT_EQ(manifest["splits"]["train"]["recordings"], 3);
  EXPECT_EQ(manifest["splits"]["train"]["seconds"], 2.5);
  EXPECT_EQ(manifest["splits"]["train"]["classes"]["on"], 2);
  EXPECT_EQ(manifest["splits"]["test"]["classes"]["on"], 0);
  EXPECT_EQ(manifest["duplicates"][0].dump(), R"(["on/a.wav","on/b.wav"])");
  EXPECT_EQ(manifest["problems"][0]["file"], "off/bad.wav");
  EXPECT_EQ(manifest["problems"][0]["used"], false);
  EXPECT_THAT(manifest["files"], SizeIs(4));
  EXPECT_EQ(manifest["digest"], digest_of(*data));
}

}  // namespace
}  // namespace firefly
