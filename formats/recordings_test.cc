// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "formats/acquisition.h"
#include "formats/cifar.h"
#include "formats/image.h"
#include "formats/sound.h"
#include "formats/time_series.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(TimeSeries, ReadsDimensionsAndClass) {
  const auto cases = read_time_series(
      "# comment\n@problemName Two\n@timeStamps false\n@dimensions 2\n"
      "@classLabel true a b\n@data\n1,2.5,?:4,5,6:a\n7:8:b\n",
      "two.ts");
  ASSERT_TRUE(cases.ok()) << cases.error().message;
  ASSERT_EQ(cases->size(), 2U);
  EXPECT_EQ((*cases)[0].label, "a");
  ASSERT_EQ((*cases)[0].dimensions.size(), 2U);
  EXPECT_FLOAT_EQ((*cases)[0].dimensions[0][1], 2.5F);
  EXPECT_TRUE(std::isnan((*cases)[0].dimensions[0][2]));
  EXPECT_THAT((*cases)[1].dimensions[1], ElementsAre(8));
}

TEST(TimeSeries, SaysWhereItIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"1,2,3\n", "found another at line 1"},
      {"@classLabel true a\n@data\n1,2\n", "line 3 is no case"},
      {"@data\n1,x\n", "line 2 is no case"},
      {"@timeStamps true\n@data\n(1,2)\n", "@timeStamps true"},
      {"@data\n", "holds no case"}};
  for (const auto& [text, message] : cases) {
    const auto series = read_time_series(text, "a.ts");
    ASSERT_FALSE(series.ok()) << text;
    EXPECT_THAT(series.error().message, HasSubstr(message)) << text;
  }
}

TEST(Cifar, TurnsPlanesIntoPixels) {
  std::vector<uint8_t> bytes(2 * 3073);
  bytes[3073] = 9;
  bytes[3073 + 1] = 10;             // red of the first pixel
  bytes[3073 + 1 + 1024] = 20;      // green
  bytes[3073 + 1 + 2048 + 1] = 30;  // blue of the second
  const auto images = read_cifar10(bytes, "test_batch.bin");
  ASSERT_TRUE(images.ok()) << images.error().message;
  ASSERT_EQ(images->size(), 2U);
  EXPECT_EQ((*images)[1].label, 9);
  const std::vector<uint8_t>& pixels = (*images)[1].image.pixels;
  EXPECT_THAT(std::vector(pixels.begin(), pixels.begin() + 6),
              ElementsAre(10, 20, 0, 0, 0, 30));
}

TEST(Cifar, RefusesOtherFiles) {
  EXPECT_FALSE(read_cifar10({}, "a").ok());
  EXPECT_FALSE(read_cifar10(std::vector<uint8_t>(3072), "a").ok());
  const auto bad = read_cifar10(std::vector<uint8_t>(3073, 10), "a.bin");
  ASSERT_FALSE(bad.ok());
  EXPECT_THAT(bad.error().message, HasSubstr("a.bin: image 0 has label 10"));
}

nlohmann::json acquisition() {
  return {{"protected", {{"ver", "v1"}}},
          {"signature", "00"},
          {"payload",
           {{"device_name", "ac:87"},
            {"interval_ms", 10},
            {"sensors",
             {{{"name", "accX"}, {"units", "m/s2"}}, {{"name", "accY"}}}},
            {"values", {{-9.5, 1}, {2, 3}}}}}};
}

TEST(Acquisition, ReadsJsonAndCborAlike) {
  const std::string text = acquisition().dump();
  const std::vector<uint8_t> cbor = nlohmann::json::to_cbor(acquisition());
  for (const auto& bytes :
       {std::vector<uint8_t>(text.begin(), text.end()), cbor}) {
    const auto found = read_acquisition(bytes, "a.json");
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(found->interval_ms, 10);
    EXPECT_THAT(found->channels, ElementsAre("accX", "accY"));
    EXPECT_THAT(found->values, ElementsAre(-9.5F, 1, 2, 3));
  }
}

TEST(Acquisition, SaysWhatIsMissing) {
  const auto message = [](const nlohmann::json& document) {
    const std::string text = document.dump();
    const auto found = read_acquisition(
        std::vector<uint8_t>(text.begin(), text.end()), "a.json");
    return found.ok() ? "" : found.error().message;
  };
  nlohmann::json document = acquisition();
  document["payload"]["values"][1] = {1, 2, 3};
  EXPECT_THAT(message(document), HasSubstr("values[1] is not 2 numbers"));
  document["payload"].erase("sensors");
  EXPECT_THAT(message(document), HasSubstr("payload.sensors"));
  document["payload"]["interval_ms"] = -1;
  EXPECT_THAT(message(document), HasSubstr("payload.interval_ms"));
  EXPECT_FALSE(read_acquisition(std::vector<uint8_t>{0xff, 0x00}, "a").ok());
}

// What the library throws at, or falls down a stack over, even when it is told
// to do neither.
TEST(Acquisition, RefusesHostileCbor) {
  const std::vector<uint8_t> huge_array = {0x9b, 0x92, 0x00, 0x11, 0x22,
                                           0x33, 0x44, 0x55, 0x62, 0x00};
  for (const auto& bytes : {huge_array, std::vector<uint8_t>(3'000'000, 0x81),
                            std::vector<uint8_t>(3'000'000, 0x7f),
                            std::vector<uint8_t>(3'000'000, 0x5f),
                            std::vector<uint8_t>(3'000'000, 0xbf)}) {
    const auto found = read_acquisition(bytes, "a.cbor");
    ASSERT_FALSE(found.ok());
    EXPECT_THAT(found.error().message, HasSubstr("neither JSON nor CBOR"));
  }
}

TEST(Sound, NoticesThatTheEndIsLost) {
  std::string text("RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0", 24);
  text += std::string("\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0", 12);
  text += std::string("data\x08\0\0\0\0\x40\0\xc0\0\0\0\0", 16);
  const std::vector<uint8_t> bytes(text.begin(), text.end());
  const auto whole = read_sound(bytes, "a.wav");
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_EQ(whole->rate_hz, 8000);
  EXPECT_FALSE(whole->is_cut_short);
  EXPECT_THAT(whole->values, ElementsAre(0.5F, -0.5F, 0, 0));
  const auto cut = read_sound(std::span(bytes).first(bytes.size() - 4), "a");
  ASSERT_TRUE(cut.ok());
  EXPECT_TRUE(cut->is_cut_short);
  EXPECT_THAT(cut->values, ElementsAre(0.5F, -0.5F));
}

TEST(Sound, RefusesOtherFiles) {
  const auto sound = read_sound(std::vector<uint8_t>{'h', 'i'}, "a.wav");
  ASSERT_FALSE(sound.ok());
  EXPECT_THAT(sound.error().message, HasSubstr("a.wav: is not a sound"));
}

TEST(Image, RefusesOtherFilesAndHugeClaims) {
  const auto none = read_image(std::vector<uint8_t>{'h', 'i'}, "a.png");
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().message, HasSubstr("a.png: is not an image"));
  // A bitmap's header that claims 20000 x 20000 pixels of 24 bits.
  std::vector<uint8_t> claim(54);
  claim[0] = 'B';
  claim[1] = 'M';
  claim[10] = 54;
  claim[14] = 40;
  claim[18] = claim[22] = 0x20;
  claim[19] = claim[23] = 0x4e;
  claim[26] = 1;
  claim[28] = 24;
  const auto huge = read_image(claim, "a.bmp");
  ASSERT_FALSE(huge.ok());
  EXPECT_THAT(huge.error().message, HasSubstr("20000x20000"));
}

}  // namespace
}  // namespace firefly
