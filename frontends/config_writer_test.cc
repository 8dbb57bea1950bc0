// SPDX-License-Identifier: Apache-2.0
#include "frontends/config_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontends/device_tables.h"

namespace firefly {
namespace {

struct Inner {
  int32_t length;
  const uint8_t* shifts;
};
struct Outer {
  int32_t hop;
  Inner inner;
  const int16_t* window;
  const int32_t* nothing;
};

ConfigWriter<Outer> written() {
  ConfigWriter<Outer> writer;
  Outer& config = writer.config();
  writer.integer(config.hop, -320);
  writer.integer(config.inner.length, 2);
  writer.table(config.inner.shifts, "kShifts", std::vector<uint8_t>{7, 255});
  writer.table(config.window, "kWindow", std::vector<int16_t>{-32768, 5});
  writer.table(config.nothing, "kNothing", std::vector<int32_t>{});
  return writer;
}

TEST(ConfigWriter, SaysTheSameToHostAndDevice) {
  const ConfigWriter<Outer> writer = written();
  EXPECT_EQ(writer.initializer(), "{-320, 2, kShifts, kWindow, nullptr}");
  EXPECT_EQ(writer.config().hop, -320);
  EXPECT_EQ(writer.config().inner.length, 2);
  EXPECT_EQ(writer.config().inner.shifts[1], 255);
  EXPECT_EQ(writer.config().window[0], -32768);
  EXPECT_EQ(writer.config().nothing, nullptr);
  ASSERT_EQ(writer.tables().size(), 2U);
  EXPECT_EQ(writer.tables()[0].name, "kShifts");
  EXPECT_EQ(writer.tables()[0].type, "uint8_t");
  EXPECT_EQ(writer.tables()[1].type, "int16_t");
  EXPECT_THAT(writer.tables()[1].values, ::testing::ElementsAre(-32768, 5));
}

TEST(ConfigWriter, StaysValidWhereItMoves) {
  ConfigWriter<Outer> writer = written();
  const int16_t* const window = writer.config().window;
  const ConfigWriter<Outer> moved = std::move(writer);
  EXPECT_EQ(moved.config().window, window);
  EXPECT_EQ(moved.config().window[1], 5);
}

TEST(ConfigWriterDeathTest, AbortsOnFieldsOutOfOrder) {
  ConfigWriter<Outer> writer;
  writer.integer(writer.config().inner.length, 1);
  EXPECT_DEATH(writer.integer(writer.config().hop, 1), "internal error");
}

TEST(DeviceTables, AreConstantArraysOfWords) {
  const std::vector<DeviceTable> tables = {
      {"kA", "int32_t", {INT32_MIN, -1, INT32_MAX}}, {"kB", "uint8_t", {1}}};
  EXPECT_EQ(device_tables(tables),
            "alignas(4) constexpr int32_t kA[3] = {\n"
            "    INT32_MIN, -1, 2147483647,\n"
            "};\n"
            "alignas(4) constexpr uint8_t kB[1] = {\n"
            "    1,\n"
            "};\n");
}

}  // namespace
}  // namespace firefly
