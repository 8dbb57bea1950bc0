// SPDX-License-Identifier: Apache-2.0
#include "emulator/board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "emulator/temporary_directory.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kMinimal = R"(
name = "mine"
description = "My board"
core = "cortex-m4"
isa = "armv7em"
clock_hz = 64_000_000
flash_bytes = 1024
ram_bytes = 512
)";

std::string message_of(const std::string& text) {
  auto board = parse_board("mine.toml", text);
  return board.ok() ? "" : board.error().message;
}

TEST(Boards, AllBuiltInFilesParse) {
  std::vector<std::string> names;
  for (const Board& board : built_in_boards()) {
    names.push_back(board.name);
  }
  EXPECT_THAT(
      names,
      ElementsAre("cortex-m0", "cortex-m3", "cortex-m33", "cortex-m4",
                  "cortex-m55", "cortex-m7", "esp-eye", "himax-we1", "microbit",
                  "nano33ble", "nucleo-l4r5zi", "rv32", "sparkfun-edge2"));
}

TEST(Boards, CarryTheProductsLimits) {
  auto board = find_board("nano33ble");
  ASSERT_TRUE(board.ok());
  EXPECT_EQ(board->clock_hz, 64'000'000U);
  EXPECT_EQ(board->flash_bytes, 1024U * 1024);
  EXPECT_EQ(board->ram_bytes, 256U * 1024);
  EXPECT_EQ(board->timing_model, "cortex-m4/1");
  ASSERT_TRUE(board->power.has_value());
  EXPECT_FALSE(board->power->verified);
  ASSERT_TRUE(board->emulator.has_value());
  EXPECT_EQ(board->emulator->machine, "mps2-an386");
}

TEST(Boards, CompileOnlyBoardsHaveNoEmulator) {
  auto board = find_board("esp-eye");
  ASSERT_TRUE(board.ok());
  EXPECT_FALSE(board->emulator.has_value());
  EXPECT_FALSE(energy_uj(*board, 1000).has_value());
}

TEST(Boards, CyclesBecomeTimeAndEnergy) {
  auto board = find_board("nano33ble");
  ASSERT_TRUE(board.ok());
  EXPECT_DOUBLE_EQ(latency_ms(*board, 64'000), 1.0);
  // 52 µA/MHz at 3 V is 156 pJ a cycle.
  EXPECT_NEAR(*energy_uj(*board, 1'000'000), 156.0, 1e-9);
}

TEST(FindBoard, ListsTheNamesThatExist) {
  auto board = find_board("nano33");
  ASSERT_FALSE(board.ok());
  EXPECT_EQ(board.error().code, ErrorCode::kUsage);
  EXPECT_THAT(board.error().message, HasSubstr("nano33ble"));
}

TEST(FindBoard, ReadsTheUsersFile) {
  auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok());
  const auto path = directory->path() / "mine.toml";
  std::ofstream(path) << kMinimal;
  auto board = find_board(path.string());
  ASSERT_TRUE(board.ok()) << board.error().message;
  EXPECT_EQ(board->description, "My board");
  EXPECT_EQ(find_board("/nonexistent.toml").error().code, ErrorCode::kNotFound);
}

TEST(ParseBoard, NamesFileAndUnknownKey) {
  EXPECT_EQ(message_of(std::string(kMinimal) + "color = \"red\"\n"),
            "mine.toml: key 'color': expected only known keys; this is none");
  EXPECT_THAT(message_of(std::string(kMinimal) +
                         "[power]\nactive_ua_per_mhz = 1\nvoltage_v = 3\n"
                         "source = \"s\"\nverified = true\nwatts = 1\n"),
              HasSubstr("mine.toml: key 'power.watts'"));
}

TEST(ParseBoard, KnowsTheTimingModels) {
  const std::string m0 =
      std::string(kMinimal) + "timing_model = \"cortex-m0plus/1\"\n";
  const auto board =
      parse_board("mine.toml", m0 + "[timing]\nmultiply_cycles = 32\n");
  ASSERT_TRUE(board.ok()) << board.error().message;
  EXPECT_EQ(board->timing.at("multiply_cycles"), 32U);
  EXPECT_THAT(message_of(m0 + "[timing]\nmul = 32\n"),
              HasSubstr("access_cycles, multiply_cycles"));
  EXPECT_THAT(message_of(m0 + "[timing]\nmultiply_cycles = 5000\n"),
              HasSubstr("key 'timing.multiply_cycles'"));
  EXPECT_THAT(message_of(std::string(kMinimal) + "timing_model = \"m4\"\n"),
              HasSubstr("key 'timing_model': expected one of"));
  EXPECT_THAT(message_of(std::string(kMinimal) + "[timing]\nx = 1\n"),
              HasSubstr("key 'timing'"));
}

TEST(Boards, PlainBenchmarkBoardsDoNotWaitForFlash) {
  for (const char* name : {"cortex-m0", "cortex-m3", "cortex-m33", "cortex-m4",
                           "cortex-m55", "cortex-m7", "rv32"}) {
    auto board = find_board(name);
    ASSERT_TRUE(board.ok());
    EXPECT_FALSE(board->flash.has_value()) << name;
    EXPECT_EQ(cycles_model(*board), *board->timing_model);
  }
}

TEST(Boards, ConfidenceIsTheLeastOfCoreAndFlash) {
  auto board = find_board("cortex-m4");
  ASSERT_TRUE(board.ok());
  EXPECT_EQ(cycles_confidence(*board), "good");
  board->flash = FlashWaits{};
  EXPECT_EQ(cycles_model(*board), "cortex-m4/1+flash");
  EXPECT_EQ(cycles_confidence(*board), "low");
  board->flash->verified = true;
  EXPECT_EQ(cycles_confidence(*board), "fair");
  board->timing_model = "cortex-m33/1";
  EXPECT_EQ(cycles_confidence(*board), "low");
}

TEST(ParseBoard, ReadsTheFlash) {
  const std::string m4 =
      std::string(kMinimal) + "timing_model = \"cortex-m4/1\"\n";
  const std::string about = "source = \"s\"\nverified = true\n";
  const std::string flash = "[flash]\nwait_cycles = 5\nline_bytes = 8\n";
  const auto board = parse_board(
      "mine.toml", m4 + flash + "instruction_cache_bytes = 1024\nways = 2\n" +
                       "prefetch = true\n" + about);
  ASSERT_TRUE(board.ok()) << board.error().message;
  ASSERT_TRUE(board->flash.has_value());
  EXPECT_EQ(timing::to_argument(board->flash->timing), "5 8 1024 0 0 2 1");
  EXPECT_TRUE(board->flash->verified);
  EXPECT_THAT(message_of(m4 + "[flash]\nwait_cycles = 5\n" + about),
              HasSubstr("key 'flash.line_bytes'"));
  EXPECT_THAT(message_of(m4 + flash + "data_cache_bytes = 12\n" + about),
              HasSubstr("key 'flash': expected caches"));
  EXPECT_THAT(message_of(std::string(kMinimal) + flash + about),
              HasSubstr("key 'flash': expected a timing_model"));
}

TEST(ParseBoard, NamesTheKeyThatIsWrong) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = kMinimal;
    text.replace(text.find(from), from.size(), to);
    return message_of(text);
  };
  EXPECT_THAT(with("name = \"mine\"", ""), HasSubstr("key 'name'"));
  EXPECT_THAT(with("1024", "-1"), HasSubstr("key 'flash_bytes'"));
  EXPECT_THAT(with("512", "\"much\""), HasSubstr("key 'ram_bytes'"));
  EXPECT_THAT(with("armv7em", "armv9"),
              HasSubstr("one of portable, armv6m, armv7m, armv7em, mve, rv32, "
                        "found 'armv9'"));
  EXPECT_THAT(with("64_000_000", "="), HasSubstr("mine.toml:6"));
}

TEST(ParseBoard, WantsAToolchainForAnEmulator) {
  EXPECT_THAT(message_of(std::string(kMinimal) +
                         "[emulator]\nprogram = \"q\"\npackage = \"p\"\n"
                         "machine = \"m\"\nvectors = 0\n"
                         "flash = { origin = 0, bytes = 1 }\n"
                         "ram = { origin = 0, bytes = 1 }\n"),
              HasSubstr("key 'toolchain'"));
}

TEST(ParseBoard, KeepsRegionsInTheAddressSpace) {
  EXPECT_THAT(
      message_of(std::string(kMinimal) +
                 "[toolchain]\ntriple = \"t\"\npackages = \"p\"\nflags = []\n"
                 "[emulator]\nprogram = \"q\"\npackage = \"p\"\n"
                 "machine = \"m\"\nvectors = 0\n"
                 "flash = { origin = 0xf0000000, bytes = 0x20000000 }\n"
                 "ram = { origin = 0, bytes = 1 }\n"),
      HasSubstr("key 'emulator.flash.bytes'"));
}

}  // namespace
}  // namespace firefly
