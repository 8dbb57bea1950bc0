// SPDX-License-Identifier: Apache-2.0
#include "formats/wfdb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(WfdbHeader, ReadsRecordAndSignals) {
  const auto header = read_wfdb_header(
      "# comment\n100 2 360/720(5) 650000 12:00:00\n"
      "100.dat 212+512 200(3)/mV 11 1024 995 -22131 0 MLII\n"
      "100.dat 212 0 11 1024 1011 20052 0 V5\n# tail\n",
      "100.hea");
  ASSERT_TRUE(header.ok()) << header.error().message;
  EXPECT_EQ(header->rate_hz, 360);
  EXPECT_EQ(header->samples, 650000);
  ASSERT_EQ(header->signals.size(), 2U);
  EXPECT_EQ(header->signals[0].byte_offset, 512);
  EXPECT_EQ(header->signals[0].baseline, 3);
  EXPECT_EQ(header->signals[0].checksum, -22131);
  // Without a baseline the converter's zero is it; a gain of 0 means 200.
  EXPECT_EQ(header->signals[1].baseline, 1024);
  EXPECT_EQ(header->signals[1].gain, 200);
  EXPECT_EQ(header->signals[1].name, "V5");
}

TEST(WfdbHeader, RefusesWhatItCanNotRead) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "expected a line of the record"},
      {"a 2\na.dat 16\n", "it has 1 of 2"},
      {"a/3 2 250\n", "expected a line of the record"},
      {"a 1\na.dat 16x4\n", "expected line 2"},
      {"a 1\n../../secret 16\n", "expected line 2"},
      {"a 1 inf\na.dat 16\n", "expected a line of the record"}};
  for (const auto& [text, message] : cases) {
    const auto header = read_wfdb_header(text, "a.hea");
    ASSERT_FALSE(header.ok()) << text;
    EXPECT_THAT(header.error().message, HasSubstr(message)) << text;
    EXPECT_THAT(header.error().message, HasSubstr("a.hea: "));
  }
}

WfdbHeader two_signals(int format) {
  WfdbHeader header;
  header.signals = {{"a.dat", format, 0, 10, 0, false, 0, "A"},
                    {"a.dat", format, 0, 1, 1, false, 0, "B"}};
  return header;
}

TEST(WfdbSignals, Unpacks212) {
  // 0x123, -1 and 0x7ff, -2048, which means none.
  const std::vector<uint8_t> bytes = {0x23, 0xf1, 0xff, 0xff, 0x87, 0x00};
  const auto values = read_wfdb_signals(two_signals(212), 0, 2, bytes, "a.dat");
  ASSERT_TRUE(values.ok()) << values.error().message;
  ASSERT_EQ(values->size(), 4U);
  EXPECT_FLOAT_EQ((*values)[0], 29.1F);
  EXPECT_FLOAT_EQ((*values)[1], -2);
  EXPECT_FLOAT_EQ((*values)[2], 204.7F);
  EXPECT_TRUE(std::isnan((*values)[3]));
}

TEST(WfdbSignals, Unpacks16And80) {
  const std::vector<uint8_t> words = {0xff, 0xff, 0x05, 0x00};
  auto values = read_wfdb_signals(two_signals(16), 0, 2, words, "a.dat");
  ASSERT_TRUE(values.ok());
  EXPECT_THAT(*values, ElementsAre(-0.1F, 4));
  const std::vector<uint8_t> bytes = {138, 130};
  values = read_wfdb_signals(two_signals(80), 0, 2, bytes, "a.dat");
  ASSERT_TRUE(values.ok());
  EXPECT_THAT(*values, ElementsAre(1, 1));
}

TEST(WfdbSignals, NoticesDamage) {
  WfdbHeader header = two_signals(16);
  const std::vector<uint8_t> bytes = {1, 0, 2, 0};
  header.samples = 1;
  header.signals[0].has_checksum = true;
  header.signals[0].checksum = 7;
  auto values = read_wfdb_signals(header, 0, 2, bytes, "a.dat");
  ASSERT_FALSE(values.ok());
  EXPECT_THAT(
      values.error().message,
      HasSubstr("the checksum of signal 0 (A) is 1, the header says 7"));
  header.samples = 2;
  values = read_wfdb_signals(header, 0, 2, bytes, "a.dat");
  ASSERT_FALSE(values.ok());
  EXPECT_THAT(values.error().message, HasSubstr("cut short"));
  values = read_wfdb_signals(two_signals(310), 0, 2, bytes, "a.dat");
  ASSERT_FALSE(values.ok());
  EXPECT_THAT(values.error().message, HasSubstr("signal format 310"));
}

TEST(WfdbAnnotations, FollowsSkipsAndText) {
  const std::vector<uint8_t> bytes = {
      0x12, 0x70,                          // '+' at 18
      0x03, 0xfc, '(',  'N',  0,    0,     // its text, padded
      0x3b, 0x04,                          // 'N' 59 later
      0x00, 0xec, 0x01, 0x00, 0x00, 0x00,  // skip 65536
      0x01, 0x14,                          // 'V' 1 later
      0x00, 0x00};
  const auto marks = read_wfdb_annotations(bytes, "a.atr");
  ASSERT_TRUE(marks.ok()) << marks.error().message;
  ASSERT_EQ(marks->size(), 3U);
  EXPECT_EQ((*marks)[0].symbol, "+");
  EXPECT_EQ((*marks)[0].sample, 18);
  EXPECT_EQ((*marks)[1].symbol, "N");
  EXPECT_EQ((*marks)[1].sample, 77);
  EXPECT_EQ((*marks)[2].symbol, "V");
  EXPECT_EQ((*marks)[2].sample, 77 + 65536 + 1);
  const auto cut = read_wfdb_annotations(std::span(bytes).first(10), "a.atr");
  ASSERT_FALSE(cut.ok());
  EXPECT_THAT(cut.error().message, HasSubstr("a.atr: is cut short"));
}

}  // namespace
}  // namespace firefly
