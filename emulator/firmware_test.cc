// SPDX-License-Identifier: Apache-2.0
//
// Two hand-written models through build, run and measurement on every board
// that has an emulator.
#include "emulator/firmware.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emulator/footprint.h"
#include "emulator/runner.h"
#include "emulator/temporary_directory.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr uint8_t kCompute = 0;
constexpr uint8_t kFault = 1;
constexpr uint8_t kOverflowStack = 2;
constexpr uint8_t kLoopForever = 3;

FirmwareSources fixture(const std::string& name) {
  FirmwareSources sources;
  sources.directory = std::filesystem::path(FIREFLY_TESTDATA) / name;
  sources.name = name;
  sources.entry = name + "_invoke";
  sources.sources = {name + ".cc"};
  return sources;
}

Bytes sample_input(uint8_t command) {
  return {command, 1, 2, 3, 4, 5, 6, 7, 8};
}

std::vector<std::string> emulated_boards() {
  std::vector<std::string> names;
  for (const Board& board : built_in_boards()) {
    if (board.emulator) {
      names.push_back(board.name);
    }
  }
  return names;
}

/// Cycles of the model "counted": before operator 0, of it, and of operator 1
/// with all that follows.
struct HandCounted {
  uint64_t before = 0;
  uint64_t operator_0 = 0;
  uint64_t operator_1 = 0;
};

HandCounted hand_counted(const std::string& timing_model) {
  if (timing_model == "cortex-m0plus/1") {
    // With the Cortex-M0's branches of 3. push 3, bl 4
    // movs 1, 100 x (subs 1, bne 1), 99 x 2 more, bx 3, bl 4
    // ldr 2, ldr 2, str 2, bx 3, pop 6
    return {7, 406, 15};
  }
  if (timing_model == "cortex-m7/1") {
    // Every branch is new, and its target 8 away. push 2, bl 1 + 8
    // movs 1, 100 x (subs with bne), bne seen but for 2 and the last, bx 1 + 8,
    // bl 1 + 8
    // ldr 1, ldr 1, str with bx 1 + 8, pop 1 + 8
    return {11, 1 + 100 + 3 * 8 + 18, 20};
  }
  if (timing_model == "cortex-m33/1") {
    // push 2, bl 1 + 2
    // movs 1, 100 x (subs with bne), 99 x 2 to refill, bx 1 + 2, bl 1 + 2
    // ldr 2, ldr 2, str with bx 1 + 2, pop 2 + 2
    return {5, 305, 11};
  }
  if (timing_model == "cortex-m55/1") {
    // The same, with 3 to refill.
    return {6, 406, 13};
  }
  if (timing_model == "rv32/1") {
    // addi 1, sw 2, jal 3
    // li 1, 100 x (addi 1, bnez 1), 99 x 2 more, ret 3, jal 3
    // auipc 1, addi 1, lw 2, sw 2, ret 3, lw 2, addi 1, ret 3
    return {6, 405, 15};
  }
  // Cortex-M3 and M4. push 3, bl 1 + 2
  // movs 1, 100 x (subs 1, bne 1), 99 x 2 to refill, bx 1 + 2, bl 1 + 2
  // ldr 2, ldr of a loaded address 2, str 1, bx 1 + 2, pop 3 + 2
  return {6, 405, 13};
}

class EmulatedBoard : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    auto board = find_board(GetParam());
    ASSERT_TRUE(board.ok()) << board.error().message;
    board_ = *board;
    auto directory = TemporaryDirectory::create();
    ASSERT_TRUE(directory.ok()) << directory.error().message;
    directory_.emplace(std::move(*directory));
  }

  Firmware build(const std::string& name) {
    auto firmware =
        build_firmware(board_, fixture(name), directory_->path() / name);
    EXPECT_TRUE(firmware.ok()) << firmware.error().message;
    return firmware.ok() ? *firmware : Firmware{};
  }

  [[nodiscard]] bool is_riscv() const { return board_.name == "rv32"; }

  Board board_;
  std::optional<TemporaryDirectory> directory_;
};

TEST_P(EmulatedBoard, CountsEveryInstructionOfInvoke) {
  const Firmware firmware = build("counted");
  auto result = run_firmware(board_, firmware, {Bytes(4), Bytes(4)}, {});
  ASSERT_TRUE(result.ok()) << result.error().message;
  ASSERT_EQ(result->invokes.size(), 2U);
  for (const InvokeResult& invoke : result->invokes) {
    // 202 for the loop; calls, pushes and the copy around it.
    EXPECT_EQ(invoke.cost.instructions, is_riscv() ? 214U : 210U);
    EXPECT_THAT(invoke.outputs, ElementsAre(Bytes{4, 3, 2, 1}));
    // What was written: r4 and lr, or ra alone.
    EXPECT_EQ(invoke.stack_bytes, is_riscv() ? 4U : 8U);
    EXPECT_EQ(invoke.cost.cycles.has_value(), board_.timing_model.has_value());
    EXPECT_TRUE(invoke.operators.empty());
  }
}

TEST_P(EmulatedBoard, AttributesCostsToTheOperatorEnteredLast) {
  const Firmware firmware = build("counted");
  board_.flash.reset();  // the core's own cycles
  RunOptions options;
  options.profile = true;
  auto result = run_firmware(board_, firmware, {Bytes(4)}, options);
  ASSERT_TRUE(result.ok()) << result.error().message;
  const InvokeResult& invoke = result->invokes.front();
  EXPECT_EQ(invoke.flash_wait_cycles, 0U);
  ASSERT_EQ(invoke.operators.size(), 2U);
  EXPECT_EQ(invoke.operators[0].instructions, 203U);
  EXPECT_EQ(invoke.operators[1].instructions, is_riscv() ? 8U : 5U);
  const HandCounted expected = hand_counted(board_.timing_model.value_or(""));
  EXPECT_EQ(invoke.operators[0].cycles, expected.operator_0);
  EXPECT_EQ(invoke.operators[1].cycles, expected.operator_1);
  EXPECT_EQ(invoke.cost.cycles,
            expected.before + expected.operator_0 + expected.operator_1);
}

TEST_P(EmulatedBoard, AttributesCostsToFunctions) {
  const Firmware firmware = build("counted");
  RunOptions options;
  options.profile = true;
  auto result = run_firmware(board_, firmware, {Bytes(4)}, options);
  ASSERT_TRUE(result.ok()) << result.error().message;
  const InvokeResult& invoke = result->invokes.front();
  ASSERT_EQ(invoke.functions.size(), 3U);
  EXPECT_EQ(invoke.functions[0].name, "counted_op_0");
  EXPECT_EQ(invoke.functions[0].cost.instructions, 202U);
  uint64_t instructions = 0;
  uint64_t cycles = 0;
  for (const FunctionCost& function : invoke.functions) {
    instructions += function.cost.instructions;
    cycles += function.cost.cycles.value_or(0);
  }
  EXPECT_EQ(instructions, invoke.cost.instructions);
  EXPECT_EQ(cycles, invoke.cost.cycles);
}

TEST_P(EmulatedBoard, AddsTheWaitsForFlash) {
  const Firmware firmware = build("counted");
  const std::vector<Bytes> inputs(2, Bytes(4));
  RunOptions options;
  options.profile = true;
  board_.flash.reset();
  auto quick = run_firmware(board_, firmware, inputs, options);
  ASSERT_TRUE(quick.ok()) << quick.error().message;
  board_.flash.emplace();
  board_.flash->timing.wait_cycles = 7;
  board_.flash->timing.line_bytes = 128;
  board_.flash->timing.instruction_cache_bytes = 1024 * 1024;
  auto slow = run_firmware(board_, firmware, inputs, options);
  ASSERT_TRUE(slow.ok()) << slow.error().message;
  // Fetches wait in the first call alone, for the line of the code and another
  // one if a border crosses it; loads in every call, all of them operator 1's:
  // a literal, but on RISC-V, and a weight.
  const uint64_t loads = is_riscv() ? 7 : 14;
  const uint64_t first = slow->invokes[0].flash_wait_cycles;
  EXPECT_GE(first, loads);
  EXPECT_LE(first, loads + 14);
  EXPECT_EQ(slow->invokes[0].cost.cycles,
            *quick->invokes[0].cost.cycles + first);
  const InvokeResult& second = slow->invokes[1];
  EXPECT_EQ(second.flash_wait_cycles, loads);
  EXPECT_EQ(second.operators[0].cycles, quick->invokes[1].operators[0].cycles);
  EXPECT_EQ(second.operators[1].cycles,
            *quick->invokes[1].operators[1].cycles + loads);
}

TEST_P(EmulatedBoard, MeasuresTheFootprintExactly) {
  auto footprint = measure_footprint(build("counted"));
  ASSERT_TRUE(footprint.ok()) << footprint.error().message;
  // 14 Thumb instructions, two of them wide, or 16 of RV32, and four literals.
  EXPECT_EQ(footprint->code_bytes, is_riscv() ? 80U : 44U);
  EXPECT_EQ(footprint->weights_bytes, 24U);
  EXPECT_EQ(footprint->constants_bytes, 8U);
  EXPECT_EQ(footprint->data_bytes, 4U);
  EXPECT_EQ(footprint->flash_bytes(), footprint->code_bytes + 32);
}

TEST_P(EmulatedBoard, ReturnsEveryOutputAndKeepsState) {
  const Firmware firmware = build("sample");
  const Bytes expected = {2, 0, 6, 0, 10, 0, 14, 0};
  const std::vector<Bytes> inputs(2, sample_input(kCompute));
  auto kept = run_firmware(board_, firmware, inputs, {});
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_THAT(kept->invokes[0].outputs, ElementsAre(expected, Bytes{1}));
  EXPECT_THAT(kept->invokes[1].outputs, ElementsAre(expected, Bytes{2}));
  EXPECT_GE(kept->invokes[0].stack_bytes, 512U);
  EXPECT_LE(kept->invokes[0].stack_bytes, 640U);

  RunOptions options;
  options.restart = true;
  auto fresh = run_firmware(board_, firmware, inputs, options);
  ASSERT_TRUE(fresh.ok()) << fresh.error().message;
  EXPECT_THAT(fresh->invokes[1].outputs, ElementsAre(expected, Bytes{1}));
}

TEST_P(EmulatedBoard, ReportsMisbehaviour) {
  const Firmware firmware = build("sample");
  auto fault = run_firmware(board_, firmware, {sample_input(kFault)}, {});
  ASSERT_FALSE(fault.ok());
  EXPECT_EQ(fault.error().code, ErrorCode::kFailed);
  EXPECT_THAT(fault.error().message, HasSubstr("fault: exception 0x0000000"));
  EXPECT_THAT(fault.error().message, HasSubstr("in function sample_invoke"));

  auto overflow =
      run_firmware(board_, firmware, {sample_input(kOverflowStack)}, {});
  ASSERT_FALSE(overflow.ok());
  EXPECT_EQ(overflow.error().code, ErrorCode::kDoesNotFit)
      << overflow.error().message;

  RunOptions options;
  options.timeout = std::chrono::milliseconds(1000);
  auto endless =
      run_firmware(board_, firmware, {sample_input(kLoopForever)}, options);
  ASSERT_FALSE(endless.ok());
  EXPECT_THAT(endless.error().message, HasSubstr("not done after 1000 ms"));

  auto size = run_firmware(board_, firmware, {Bytes(3)}, {});
  ASSERT_FALSE(size.ok());
  EXPECT_EQ(size.error().code, ErrorCode::kInvalidData);
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, EmulatedBoard,
                         ::testing::ValuesIn(emulated_boards()), test_name);

TEST(BuildFirmware, NamesThePackagesOfAMissingCompiler) {
  auto board = find_board("cortex-m4");
  ASSERT_TRUE(board.ok());
  board->toolchain->triple = "no-such-compiler";
  auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok());
  auto firmware = build_firmware(*board, fixture("counted"), directory->path());
  ASSERT_FALSE(firmware.ok());
  EXPECT_EQ(firmware.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(firmware.error().message, HasSubstr("gcc-arm-none-eabi"));
}

TEST(BuildFirmware, ShowsTheCompilersMessage) {
  auto board = find_board("cortex-m4");
  ASSERT_TRUE(board.ok());
  auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok());
  FirmwareSources sources = fixture("counted");
  sources.sources = {"missing.cc"};
  auto firmware = build_firmware(*board, sources, directory->path());
  ASSERT_FALSE(firmware.ok());
  EXPECT_EQ(firmware.error().code, ErrorCode::kFailed);
  EXPECT_THAT(firmware.error().message, HasSubstr("No such file"));
}

TEST(BuildFirmware, PassesDefinesOn) {
  auto board = find_board("cortex-m4");
  ASSERT_TRUE(board.ok());
  auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok());
  FirmwareSources sources = fixture("counted");
  sources.defines = {"kCountedBias=return"};
  auto firmware = build_firmware(*board, sources, directory->path());
  ASSERT_FALSE(firmware.ok());
  EXPECT_THAT(firmware.error().message, HasSubstr("'return'"));
}

TEST(BuildFirmware, RefusesWhatTheMemoriesCannotHold) {
  auto board = find_board("cortex-m4");
  ASSERT_TRUE(board.ok());
  board->emulator->flash.bytes = 64;
  auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok());
  auto firmware = build_firmware(*board, fixture("counted"), directory->path());
  ASSERT_FALSE(firmware.ok());
  EXPECT_EQ(firmware.error().code, ErrorCode::kDoesNotFit);
}

TEST(BuildFirmware, RefusesBoardsWithoutAnEmulator) {
  auto board = find_board("esp-eye");
  ASSERT_TRUE(board.ok());
  auto firmware = build_firmware(*board, fixture("counted"), "/nonexistent");
  ASSERT_FALSE(firmware.ok());
  EXPECT_EQ(firmware.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace firefly
