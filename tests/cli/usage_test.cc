// SPDX-License-Identifier: Apache-2.0
//
// What the commands say of themselves, and how they refuse.
#include <gmock/gmock.h>

#include "compiler/passes/testing/graph_builder.h"
#include "formats/npy.h"
#include "tests/cli/command_line.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Usage : public CommandLine {};
class Refusal : public CommandLine {};

const std::vector<std::string> kCommands = {
    "new",     "train",   "eval", "keys",   "boards",
    "inspect", "compile", "run",  "verify", "bench"};

TEST_F(Usage, IsExplainedByEveryCommand) {
  const Finished all = firefly({"--help"});
  EXPECT_EQ(all.exit_code, 0);
  EXPECT_EQ(all.err, "");
  for (const std::string& command : kCommands) {
    EXPECT_THAT(all.out, HasSubstr(command));
    const Finished one = firefly({command, "--help"});
    EXPECT_EQ(one.exit_code, 0);
    EXPECT_THAT(one.out, HasSubstr("Usage: firefly " + command));
    EXPECT_EQ(one.err, "");
  }
  EXPECT_THAT(firefly({"--version"}).out, HasSubstr("0.1.0"));
}

TEST_F(Usage, ErrorsExitWithTwo) {
  expect_error(2, {"subcommand"}, {});
  expect_error(2, {"'complie'", "did you mean 'compile'"}, {"complie"});
  expect_error(2, {"MODEL is required"}, {"run"});
  expect_error(2, {"--output is required"}, {"compile", digits()});
  expect_error(2, {"--fit"}, {"compile", digits(), "-o", "d", "--fit", "fast"});
  expect_error(2, {"--seed"}, {"run", digits(), "--seed", "-1"});
  expect_error(2, {"--ram"}, {"compile", digits(), "-o", "d", "--ram", "-5"});
  expect_error(2, {"--flash"},
               {"compile", digits(), "-o", "d", "--flash", "9k"});
  expect_error(2, {"--count"}, {"verify", digits(), "--count", "0"});
  expect_error(2, {"--suite"}, {"bench", "--suite", "nope"});
  expect_error(2, {"--fit fast"}, {"bench", "--setting", "--fit fast"});
  expect_error(2, {"--colour"}, {"boards", "--colour"});
  EXPECT_FALSE(exists("d"));
}

TEST_F(Refusal, NamesWhatIsNotThere) {
  expect_error(1, {"missing.tflite"}, {"inspect", "missing.tflite"});
  expect_error(1, {"missing.tflite"}, {"run", "missing.tflite"});
  expect_error(1, {"missing.bin"}, {"run", digits(), "--input", "missing.bin"});
  expect_error(1, {"missing.toml"},
               {"run", digits(), "--board", "missing.toml"});
  expect_error(1, {"nowhere"}, {"verify", digits(), "--inputs", "nowhere"});
}

TEST_F(Refusal, OfAnUnknownBoardKnowsTheOthers) {
  expect_error(2, {"'cortexm4'", "did you mean 'cortex-m4'", "rv32"},
               {"run", digits(), "--board", "cortexm4"});
  expect_error(2, {"'pdp11'", "nano33ble"},
               {"compile", digits(), "-o", "d", "--board", "pdp11"});
  expect_error(2, {"'pdp11'"}, {"bench", "--board", "pdp11"});
}

TEST_F(Refusal, OfWhatIsNoModelSaysSo) {
  write("README.md", "# No model\n");
  write("empty.tflite", "");
  write("words.tflite", "This is a text, although its name says otherwise.");
  for (const char* name : {"README.md", "empty.tflite", "words.tflite"}) {
    for (const char* command : {"inspect", "run", "verify"}) {
      expect_error(1, {name, ".tflite"}, {command, name});
    }
  }
}

TEST_F(Refusal, OfADamagedModelNeverCrashes) {
  testing::GraphBuilder builder;
  const TensorId x = builder.input({1, 4, 4, 2});
  write_model("good.tflite", builder.build({builder.conv2d(x, 3, 1)}));
  const std::string good = read("good.tflite");
  for (size_t size = 0; size < good.size(); size += good.size() / 9) {
    write("bad.tflite", good.substr(0, size));
    expect_error(1, {"bad"}, {"inspect", "bad.tflite"});
  }
  for (size_t at = 8; at < good.size(); at += good.size() / 23) {
    std::string bad = good;
    bad[at] = static_cast<char>(~bad[at]);
    write("bad.tflite", bad);
    const int exit_code = firefly({"inspect", "bad.tflite"}).exit_code;
    EXPECT_TRUE(exit_code == 0 || exit_code == 1) << exit_code << " at " << at;
  }
}

TEST_F(Refusal, OfAnInputTellsExpectedAndFound) {
  write("short.bin", std::string(63, '\0'));
  expect_error(1, {"short.bin", "63", "64"},
               {"run", digits(), "--input", "short.bin"});
  write("sound.wav", "RIFF");
  expect_error(2, {"sound.wav", ".bin", ".npy"},
               {"run", digits(), "--input", "sound.wav"});
  write("noise.npy", "no numpy");
  expect_error(1, {"noise.npy"}, {"run", digits(), "--input", "noise.npy"});
  NpyArray array;
  array.type = DataType::kFloat32;
  array.shape = {1, 8, 8, 1};
  array.data.resize(256);
  const std::vector<uint8_t> bytes = write_npy(array);
  write("float.npy", {bytes.begin(), bytes.end()});
  expect_error(1, {"float.npy", "float32", "int8"},
               {"run", digits(), "--input", "float.npy"});
}

TEST_F(Refusal, OfATooLargeModelComesWithFiguresAndRemedies) {
  testing::GraphBuilder builder;
  const TensorId x = builder.input({1, 128, 128, 3});
  write_model("large.tflite", builder.build({builder.conv2d(x, 8, 3)}));
  const std::vector<std::vector<std::string>> commands = {
      {"compile", "large.tflite", "--board", "microbit", "-o", "out"},
      {"run", "large.tflite", "--board", "microbit", "-o", "out"},
      {"verify", "large.tflite", "--board", "microbit"}};
  for (const auto& command : commands) {
    expect_error(1,
                 {"large does not fit microbit", "RAM: needs",
                  "the board has 16,384 B", "short by", "nano33ble"},
                 command);
  }
  EXPECT_FALSE(exists("out"));
}

TEST_F(Refusal, OfALimitLeavesNothingBehind) {
  expect_error(1, {"RAM", "the limit is 100 B", "raise --ram to"},
               {"compile", digits(), "--ram", "100", "-o", "out"});
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  // Above the weights, below the code: found out only after the build.
  expect_error(1, {"flash", "the limit is 8,000 B", "raise --flash to"},
               {"compile", digits(), "--flash", "8000", "-o", "out"});
  expect_error(1, {"flash", "raise --flash to"},
               {"run", digits(), "--flash", "8000", "-o", "out"});
  EXPECT_FALSE(exists("out"));
  EXPECT_THAT(files_in("."), IsEmpty());
}

TEST_F(Refusal, OfAWindowThatCanNotSlideNamesTheOtherWay) {
  testing::GraphBuilder builder;
  Conv2d conv;
  conv.window = {.height = 3, .margins = {1, 1, 0, 0}};
  const TensorId x = builder.input({1, 3, 4, 2});
  write_model("short.tflite", builder.build({builder.conv2d(x, 2, 1, conv)}));
  expect_error(
      1, {"short.tflite", "operator #0 conv2d", "margin", "--stream lines"},
      {"compile", "short.tflite", "--stream", "sliding", "-o", "out"});
  expect_error(1, {"digits.tflite", "hop of 8 rows", "window of 8"},
               {"compile", digits(), "--stream", "--hop", "8", "-o", "out"});
  expect_error(2, {"--hop", "--stream sliding"},
               {"compile", digits(), "--hop", "2", "-o", "out"});
  expect_error(2, {"--stream", "fast"},
               {"compile", digits(), "-o", "out", "--stream", "fast"});
  EXPECT_FALSE(exists("out"));
}

TEST_F(Refusal, OfABoardWithoutAnEmulatorSaysWhy) {
  for (const char* command : {"run", "verify"}) {
    expect_error(1, {"esp-eye", "no emulator"},
                 {command, digits(), "--board", "esp-eye"});
  }
}

TEST_F(Refusal, OfAFolderThatCannotBeWrittenNamesIt) {
  write("file", "");
  expect_error(1, {"file/digits.h", "cannot be written"},
               {"compile", digits(), "-o", "file"});
}

TEST_F(Refusal, OfTheBenchNamesTheMissingModels) {
  const Finished result = firefly({"bench"}, {"FIREFLY_SHARED=/nonexistent"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("/nonexistent"));
  EXPECT_THAT(result.err, HasSubstr("FIREFLY_SHARED"));
}

TEST_F(Refusal, OfACheckNamesTheFile) {
  expect_error(1, {"missing.json"}, {"bench", "--check", "missing.json"});
  write("words.json", "words");
  expect_error(1, {"words.json", "expected"},
               {"bench", "--check", "words.json"});
}

}  // namespace
}  // namespace firefly
