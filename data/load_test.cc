// SPDX-License-Identifier: Apache-2.0
#include "data/load.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/split.h"
#include "data/testing/samples.h"

namespace firefly {
namespace {

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

const Problem* problem_of(const DataSet& data, std::string_view file) {
  for (const Problem& problem : data.problems) {
    if (problem.file == file) {
      return &problem;
    }
  }
  return nullptr;
}

TEST(LoadData, TakesClassesFromFoldersAndGroupsFromNames) {
  const TemporaryFolder folder;
  for (const char* const label : {"no", "yes"}) {
    for (uint32_t i = 0; i < 12; ++i) {
      folder.write_wav(fmt::format("{}/{}_p{}.wav", label, label, i), 16000,
                       some_samples(160, i));
    }
  }
  DataParameters parameters = here();
  parameters.group_pattern = "_(p[0-9]+)";
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_THAT(data->classes, ElementsAre("no", "yes"));
  ASSERT_THAT(data->recordings, SizeIs(24));
  EXPECT_EQ(data->recordings[0].source, "no/no_p0.wav");
  EXPECT_EQ(data->recordings[0].group, "p0");
  EXPECT_EQ(data->recordings[0].signal.samples(), 160);
  EXPECT_FLOAT_EQ(data->recordings[0].signal.values[3],
                  static_cast<float>(some_samples(160, 0)[3]) / 32768);
  EXPECT_EQ(data->files[0].sha256.size(), 64U);
}

TEST(LoadData, FollowsAListWithSpeakersAndSplits) {
  const TemporaryFolder folder;
  folder.write_wav("a.wav", 16000, some_samples(16, 1));
  folder.write_wav("b.wav", 16000, some_samples(16, 2));
  folder.write_wav("extra.wav", 16000, some_samples(16, 3));
  folder.write("labels.csv",
               "wav,label,speaker,split\n"
               "a.wav,on,ann,train\n\"b.wav\",off,bob,VAL\nc.wav,on,ann,train");
  DataParameters parameters = here();
  parameters.skip_bad = true;
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  ASSERT_THAT(data->recordings, SizeIs(2));
  EXPECT_EQ(data->recordings[1].label, "off");
  EXPECT_EQ(data->recordings[1].group, "bob");
  EXPECT_EQ(data->recordings[1].split, "validation");
  ASSERT_NE(problem_of(*data, "c.wav"), nullptr);
  EXPECT_THAT(problem_of(*data, "c.wav")->what, HasSubstr("is not there"));
  ASSERT_NE(problem_of(*data, "extra.wav"), nullptr);
  EXPECT_THAT(problem_of(*data, "extra.wav")->what,
              HasSubstr("not listed in labels.csv"));
}

TEST(LoadData, TakesTheRateOfATableFromTheList) {
  const TemporaryFolder folder;
  std::string rows = "x\n";
  for (int i = 0; i < 400; ++i) {
    rows += std::to_string(i % 7) + "\n";
  }
  for (const char* const file : {"fast.csv", "slow.csv", "usual.csv"}) {
    folder.write(file, rows);
  }
  folder.write("labels.csv",
               "file,label,rate_hz\nfast.csv,a,400\nslow.csv,b,50\n"
               "usual.csv,c,\n");
  DataParameters parameters = here();
  parameters.table.rate_hz = 200;
  const SensorFormat sensor = {100, 1, 0, 0};
  const auto data = load_data(parameters, sensor, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  ASSERT_THAT(data->recordings, SizeIs(3));
  const auto samples = [&](size_t i) {
    return static_cast<double>(data->recordings[i].signal.samples());
  };
  EXPECT_NEAR(samples(0), 100, 1);
  EXPECT_NEAR(samples(1), 800, 2);
  EXPECT_NEAR(samples(2), 200, 1);

  folder.write("labels.csv", "file,label,sample_rate\nfast.csv,a,fast\n");
  const auto refused = load_data(parameters, sensor, folder.path());
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message,
              HasSubstr("labels.csv: the sample rate of fast.csv is 'fast': "
                        "expected Hz above 0"));
}

TEST(LoadData, SaysWhatIsWrongWithEachFile) {
  const TemporaryFolder folder;
  const std::vector<int16_t> loud(1600, std::numeric_limits<int16_t>::max());
  std::vector<int16_t> clipped = some_samples(1600, 9);
  std::fill(clipped.begin(), clipped.begin() + 100, int16_t{32767});
  folder.write_wav("x/good.wav", 16000, some_samples(1600, 1));
  folder.write_wav("x/good2.wav", 16000, some_samples(1600, 2));
  folder.write_wav("x/one_sample.wav", 16000, {5});
  folder.write_wav("x/no_sample.wav", 16000, {});
  folder.write_wav("x/clipped.wav", 16000, clipped);
  folder.write_wav("x/constant.wav", 16000, loud);
  folder.write_wav("x/slow.wav", 8000, some_samples(800, 3));
  folder.write("x/empty.wav", "");
  folder.write("x/text.wav", "hello");
  folder.write("x/nan.csv", "a\n1\nnan\n2\n");
  folder.write_png("x/misnamed.wav", 2, 2, {1, 2, 3, 4});
  DataParameters parameters = here();
  const auto refused = load_data(parameters, kMicrophone, folder.path());
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("6 files can not be used"));
  EXPECT_THAT(refused.error().message, HasSubstr("x/nan.csv: holds nothing"));
  EXPECT_THAT(refused.error().message, HasSubstr("skip_bad = true"));

  parameters.skip_bad = true;
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_THAT(data->recordings, SizeIs(5));
  const std::pair<const char*, const char*> expected[] = {
      {"x/one_sample.wav", "holds one sample"},
      {"x/no_sample.wav", "is empty"},
      {"x/clipped.wav", "is clipped: 6.2 %"},
      {"x/constant.wav", "throughout"},
      {"x/slow.wav", "has 8000 Hz only, the sensor 16000 Hz"},
      {"x/empty.wav", "is empty"},
      {"x/text.wav", "is not a sound"},
      {"x/nan.csv", "first at sample 1"},
      {"x/misnamed.wav", "is PNG by its content"}};
  for (const auto& [file, what] : expected) {
    ASSERT_NE(problem_of(*data, file), nullptr) << file;
    EXPECT_THAT(problem_of(*data, file)->what, HasSubstr(what)) << file;
    EXPECT_FALSE(problem_of(*data, file)->advice.empty());
  }

  parameters.skip_suspect = true;
  const auto clean = load_data(parameters, kMicrophone, folder.path());
  ASSERT_TRUE(clean.ok()) << clean.error().message;
  EXPECT_THAT(clean->recordings, SizeIs(2));
}

TEST(LoadData, ReadsImagesAndFitsThem) {
  const TemporaryFolder folder;
  folder.write_png("dark/a.png", 2, 2, {0, 10, 20, 30});
  folder.write_png(
      "light/b.png", 4, 2,
      std::vector<uint8_t>{200, 202, 210, 212, 204, 206, 214, 216});
  DataParameters parameters = here();
  parameters.split.rule = SplitRule::kNone;
  const SensorFormat camera{0, 1, 2, 2};
  const auto refused = load_data(parameters, camera, folder.path());
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message,
              HasSubstr("has 4x2 pixels, the sensor 2x2"));
  parameters.fit = ImageFit::kCrop;
  const auto data = load_data(parameters, camera, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_THAT(data->recordings[0].signal.values, ElementsAre(0, 10, 20, 30));
  EXPECT_THAT(data->recordings[1].signal.values,
              ElementsAre(202, 210, 206, 214));
}

TEST(LoadData, GivesTablesTheRateOfTheirStamps) {
  const TemporaryFolder folder;
  folder.write("still/a.csv", "t_ms,x,y\n0,1,2\n20,3,4\n40,5,6\n");
  folder.write("moving/b.csv",
               "t_ms,x,y\n100,1,2\n120,3,4\n160,5,6\n180,0,1\n200,1,2\n");
  DataParameters parameters = here();
  parameters.split.rule = SplitRule::kNone;
  const auto data = load_data(parameters, {50, 2, 0, 0}, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  ASSERT_THAT(data->recordings, SizeIs(2));
  // The missing sample at 140 ms lies on the line between its neighbours.
  EXPECT_THAT(data->recordings[0].signal.values,
              ::testing::Pointwise(
                  ::testing::FloatNear(1e-6F),
                  std::vector<float>{1, 2, 3, 4, 4, 5, 5, 6, 0, 1, 1, 2}));
  EXPECT_EQ(data->recordings[1].signal.rate_hz, 50);
}

TEST(LoadData, CutsSegmentsOfALog) {
  const TemporaryFolder folder;
  folder.write("log.txt",
               "Script started\r\n-,-,-\r\n1,2,3\r\n4,5,6\r\n\r\n-,-,-\r\n"
               "7,8,9\r\n1,1,2\r\nScript done\r\n");
  DataParameters parameters = here();
  parameters.table.scale = 2;
  parameters.table.offset = 1;
  parameters.label_pattern = "(log)";
  parameters.split.rule = SplitRule::kNone;
  const auto data = load_data(parameters, {25, 3, 0, 0}, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  ASSERT_THAT(data->recordings, SizeIs(2));
  EXPECT_EQ(data->recordings[1].source, "log.txt#2");
  EXPECT_THAT(data->recordings[1].signal.values,
              ElementsAre(15, 17, 19, 3, 3, 5));
}

TEST(LoadData, NamesAClassWithoutRecordings) {
  const TemporaryFolder folder;
  folder.write_wav("yes/a.wav", 16000, some_samples(16, 1));
  DataParameters parameters = here();
  parameters.classes = {"yes", "yess"};
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_FALSE(data.ok());
  EXPECT_THAT(data.error().message, HasSubstr("labelled 'yess'"));
}

TEST(LoadData, SaysThatAPathIsNotThere) {
  const TemporaryFolder folder;
  DataParameters parameters;
  parameters.path = "nowhere";
  const auto data = load_data(parameters, kMicrophone, folder.path());
  ASSERT_FALSE(data.ok());
  EXPECT_THAT(data.error().message, HasSubstr("path = 'nowhere'"));
}

TEST(Load, TakesOfATableAreGroupsOfTheirOwn) {
  const TemporaryFolder folder;
  std::string csv = "take,hz,x\n";
  for (int i = 0; i < 60; ++i) {
    csv += fmt::format("{},{},{}\n", i / 20, i < 20 ? 50 : 100, i * i % 17);
  }
  folder.write("walk/log.csv", csv);
  DataParameters parameters;
  parameters.path = ".";
  parameters.table.take = "take";
  parameters.table.rate = "hz";
  parameters.split.rule = SplitRule::kNone;
  const auto data = load_data(parameters, {50, 1, 0, 0}, folder.path());
  ASSERT_TRUE(data.ok()) << data.error().message;
  ASSERT_THAT(data->recordings, SizeIs(3));
  EXPECT_THAT(groups_of(*data), SizeIs(3));
  // The second and third come at twice the sensor's rate.
  EXPECT_EQ(data->recordings[0].signal.samples(), 20);
  EXPECT_EQ(data->recordings[1].signal.samples(), 10);
  folder.write("walk/log.csv", csv + "2,50,1\n");
  const auto mixed = load_data(parameters, {50, 1, 0, 0}, folder.path());
  ASSERT_FALSE(mixed.ok());
  EXPECT_THAT(mixed.error().message,
              HasSubstr("the column hz has 50 and 100 in one take"));
}

}  // namespace
}  // namespace firefly
