// SPDX-License-Identifier: Apache-2.0
//
// What the commands print and write when they succeed: the contract of --json.
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "compiler/passes/testing/graph_builder.h"
#include "formats/npy.h"
#include "tests/cli/command_line.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

class Boards : public CommandLine {};
class Inspect : public CommandLine {};
class Compile : public CommandLine {};
class Run : public CommandLine {};
class Verify : public CommandLine {};
class Bench : public CommandLine {};

/// Every field of the report, with its type; null only where allowed.
void expect_report(const Json& json, bool was_run) {
  for (const char* key : {"firefly", "model", "board"}) {
    EXPECT_TRUE(json.at(key).is_string()) << key;
  }
  for (const char* key : {"macs", "macs_live"}) {
    EXPECT_TRUE(json.at(key).is_number_unsigned()) << key;
  }
  EXPECT_TRUE(was_run ? json.at("instructions").is_number_unsigned()
                      : json.at("instructions").is_null());
  const bool has_cycles = !json.at("cycles").is_null();
  EXPECT_EQ(json.at("cycles_model").is_string(), has_cycles);
  EXPECT_EQ(json.at("cycles_confidence").is_string(), has_cycles);
  EXPECT_EQ(json.at("latency_ms").is_number(), has_cycles);
  EXPECT_TRUE(json.at("energy_uj").is_null() ||
              json.at("energy_uj").is_number());
  const Json& ram = json.at("ram_bytes");
  uint64_t sum = 0;
  for (const char* key : {"arena", "state", "scratch", "stack", "data"}) {
    EXPECT_TRUE(ram.at(key).is_number_unsigned() ||
                (!was_run && ram.at(key).is_null()))
        << key;
    sum += ram.at(key).is_null() ? 0 : ram.at(key).get<uint64_t>();
  }
  EXPECT_EQ(ram.at("total"), sum);
  const Json& flash = json.at("flash_bytes");
  EXPECT_EQ(flash.at("total").get<uint64_t>(),
            flash.at("weights").get<uint64_t>() +
                flash.at("code").get<uint64_t>() +
                flash.at("constants").get<uint64_t>());
  EXPECT_TRUE(json.at("outputs").is_array());
  EXPECT_TRUE(was_run ? json.at("exact").is_boolean()
                      : json.at("exact").is_null());
}

TEST_F(Boards, AreListedWithTheirLimits) {
  const Json json = json_of({"boards", "--json"});
  ASSERT_GE(json.at("boards").size(), 10U);
  bool found = false;
  for (const Json& board : json.at("boards")) {
    EXPECT_TRUE(board.at("core").is_string());
    EXPECT_GT(board.at("clock_hz").get<uint64_t>(), 0U);
    EXPECT_GT(board.at("ram_bytes").get<uint64_t>(), 0U);
    EXPECT_GT(board.at("flash_bytes").get<uint64_t>(), 0U);
    EXPECT_TRUE(board.at("emulated").is_boolean());
    found |= board.at("name") == "nano33ble";
  }
  EXPECT_TRUE(found);
  EXPECT_THAT(firefly({"boards"}).out, HasSubstr("nano33ble"));
}

TEST_F(Inspect, CountsAndDescribesEveryOperator) {
  const Json json = json_of({"inspect", digits(), "--json"});
  EXPECT_GT(json.at("macs").get<int64_t>(), 0);
  EXPECT_LE(json.at("macs_live").get<int64_t>(),
            json.at("macs").get<int64_t>());
  EXPECT_GT(json.at("parameters").get<int64_t>(), 0);
  int64_t macs = 0;
  for (const Json& op : json.at("operators")) {
    macs += op.at("macs").get<int64_t>();
    EXPECT_TRUE(op.at("kind").is_string());
    for (const Json& tensor : op.at("outputs")) {
      EXPECT_TRUE(tensor.at("shape").is_array());
      EXPECT_TRUE(tensor.at("type").is_string());
    }
  }
  EXPECT_EQ(macs, json.at("macs").get<int64_t>());
  EXPECT_EQ(json.at("inputs")[0].at("type"), "int8");
  EXPECT_THAT(firefly({"inspect", digits()}).out, HasSubstr("CONV_2D"));
}

TEST_F(Inspect, SurvivesNamesThatAreNotText) {
  testing::GraphBuilder builder;
  const TensorId x = builder.input({1, 4});
  Graph graph =
      builder.build({builder.add(Unary{UnaryKind::kRelu, 0.0F}, {x})});
  graph.tensor(x).name = "\xff\xfe broken\n\"";
  write_model("odd.tflite", graph);
  EXPECT_EQ(json_of({"inspect", "odd.tflite", "--json"}).at("model"), "odd");
}

TEST_F(Compile, WritesSourcesAndReports) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  const Json json = json_of({"compile", digits(), "-o", "out", "--json"});
  expect_report(json, false);
  EXPECT_EQ(json.at("model"), "digits.tflite");
  for (const char* file : {"digits.cc", "digits.h", "digits_c.h",
                           "CMakeLists.txt", "report.html"}) {
    EXPECT_FALSE(read(std::string("out/") + file).empty()) << file;
  }
  EXPECT_EQ(Json::parse(read("out/report.json")), json);
  for (const auto& [name, contents] : files_in("out")) {
    EXPECT_THAT(name, Not(HasSubstr(".partial")));
  }
}

TEST_F(Compile, GivesTheSameBytesEveryTime) {
  for (const char* directory : {"one", "two"}) {
    ASSERT_EQ(
        firefly({"compile", digits(), "--board", "esp-eye", "-o", directory})
            .exit_code,
        0);
  }
  EXPECT_EQ(files_in("one"), files_in("two"));
}

TEST_F(Compile, NeedsNoCrossCompiler) {
  const Finished result = firefly({"compile", digits(), "-o", "out", "--json"},
                                  {"PATH=/nonexistent"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("gcc-arm-none-eabi"));
  EXPECT_TRUE(Json::parse(result.out).at("flash_bytes").at("total").is_null());
  EXPECT_TRUE(exists("out/digits.cc"));
}

TEST_F(Run, ReportsEveryFieldOfTheContract) {
  FIREFLY_NEEDS_EMULATOR("nano33ble");
  const Json json =
      json_of({"run", digits(), "--board", "nano33ble", "-o", "out", "--json"});
  expect_report(json, true);
  EXPECT_EQ(json.at("board"), "nano33ble");
  EXPECT_EQ(json.at("exact"), true);
  EXPECT_FALSE(json.contains("operators"));
  EXPECT_FALSE(json.contains("functions"));
  EXPECT_EQ(json.at("outputs"), Json::array({"output_0.bin"}));
  EXPECT_EQ(read("out/output_0.bin").size(), 10U);
  EXPECT_EQ(Json::parse(read("out/report.json")), json);
  EXPECT_THAT(read("out/report.html"), HasSubstr("</html>"));
  EXPECT_NEAR(json.at("latency_ms").get<double>(),
              json.at("cycles").get<double>() / 64e3, 1e-3);
}

TEST_F(Run, HasNoCyclesWhereTheBoardNamesNoModel) {
  FIREFLY_NEEDS_EMULATOR("rv32");
  std::ifstream file(FIREFLY_SOURCE_DIR "/emulator/boards/rv32.toml");
  std::string text;
  for (std::string line; std::getline(file, line);) {
    text += line.starts_with("timing_model") ? "" : line + "\n";
  }
  write("mine.toml", text);
  const Json json =
      json_of({"run", digits(), "--board", "mine.toml", "--json"});
  expect_report(json, true);
  for (const char* key : {"cycles", "cycles_model", "latency_ms"}) {
    EXPECT_TRUE(json.at(key).is_null()) << key;
  }
}

TEST_F(Run, MeasuresWhatOtherSettingsCost) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  const Json json = json_of({"run", digits(), "--trade", "--json"});
  bool has_default = false;
  bool has_best = false;
  uint64_t cycles = 0;
  for (const Json& point : json.at("trade")) {
    EXPECT_GE(point.at("cycles").get<uint64_t>(), cycles) << "fastest first";
    cycles = point.at("cycles").get<uint64_t>();
    has_best |= point.at("pareto").get<bool>();
    if (point.at("setting") == "--fit speed") {
      has_default = true;
      EXPECT_EQ(point.at("cycles"), json.at("cycles"));
      EXPECT_EQ(point.at("ram_bytes"), json.at("ram_bytes").at("total"));
      EXPECT_EQ(point.at("flash_bytes"), json.at("flash_bytes").at("total"));
    }
  }
  EXPECT_TRUE(has_default);
  EXPECT_TRUE(has_best);
}

TEST_F(Run, ProfilesOperatorsThatSumUpToTheWhole) {
  FIREFLY_NEEDS_EMULATOR("cortex-m4");
  const Json json = json_of({"run", digits(), "--profile", "--json"});
  double instructions = 0;
  int64_t macs = 0;
  for (const Json& op : json.at("operators")) {
    EXPECT_TRUE(op.at("name").is_string());
    EXPECT_TRUE(op.at("kind").is_string());
    EXPECT_TRUE(op.at("cycles").is_number_unsigned());
    instructions += op.at("instructions").get<double>();
    macs += op.at("macs").get<int64_t>();
  }
  EXPECT_EQ(macs, json.at("macs_live").get<int64_t>());
  const double total = json.at("instructions").get<double>();
  EXPECT_NEAR(instructions, total, 0.1 * total);
  ASSERT_GT(json.at("functions").size(), 2U);
  double in_functions = 0;
  for (const Json& function : json.at("functions")) {
    EXPECT_TRUE(function.at("name").is_string());
    EXPECT_TRUE(function.at("cycles").is_number_unsigned());
    in_functions += function.at("instructions").get<double>();
  }
  EXPECT_NEAR(in_functions, total, 0.1 * total);
}

TEST_F(Run, ChangesItsInputWithTheSeed) {
  FIREFLY_NEEDS_EMULATOR("rv32");
  for (const char* seed : {"0", "1", "0"}) {
    ASSERT_EQ(firefly({"run", digits(), "--board", "rv32", "--seed", seed, "-o",
                       std::string("seed") + seed})
                  .exit_code,
              0);
  }
  EXPECT_NE(read("seed0/output_0.bin"), read("seed1/output_0.bin"));
}

TEST_F(Run, TakesBytesAndArraysAlike) {
  FIREFLY_NEEDS_EMULATOR("rv32");
  NpyArray array;
  array.type = DataType::kInt8;
  array.shape = {1, 8, 8, 1};
  for (int i = 0; i < 64; ++i) {
    // The pattern of seed 0.
    array.data.push_back(static_cast<uint8_t>(i * 37 + 11));
  }
  write("pattern.bin", {array.data.begin(), array.data.end()});
  const std::vector<uint8_t> npy = write_npy(array);
  write("pattern.npy", {npy.begin(), npy.end()});
  ASSERT_EQ(firefly({"run", digits(), "--board", "rv32", "--input",
                     "pattern.bin", "--input", "pattern.npy", "-o", "out"})
                .exit_code,
            0);
  ASSERT_EQ(
      firefly({"run", digits(), "--board", "rv32", "-o", "seed"}).exit_code, 0);
  EXPECT_EQ(read("out/output_0.bin"), read("seed/output_0.bin"));
  EXPECT_EQ(read("out/output_1.bin"), read("seed/output_0.bin"));
}

TEST_F(Verify, CountsInputs) {
  FIREFLY_NEEDS_EMULATOR("rv32");
  const Json json = json_of(
      {"verify", digits(), "--board", "rv32", "--count", "5", "--json"});
  EXPECT_EQ(json.at("inputs"), 5);
  EXPECT_EQ(json.at("differing"), 0);
  EXPECT_EQ(json.at("exact"), true);
  write("inputs/a.bin", std::string(64, '\1'));
  write("inputs/b.bin", std::string(64, '\2'));
  EXPECT_THAT(
      firefly({"verify", digits(), "--board", "rv32", "--inputs", "inputs"})
          .out,
      HasSubstr("exact on 2 inputs"));
}

TEST_F(Bench, WritesFiguresThatItChecks) {
  FIREFLY_NEEDS_EMULATOR("rv32");
  testing::GraphBuilder builder;
  const TensorId x = builder.input({1, 4, 4, 2});
  write_model("examples/one.tflite", builder.build({builder.conv2d(x, 3, 1)}));
  const Finished bench =
      firefly({"bench", "--suite", "examples", "--board", "rv32", "-o", "out"});
  ASSERT_EQ(bench.exit_code, 0) << bench.err;
  EXPECT_THAT(read("out/examples.md"), HasSubstr("| one.tflite | rv32 |"));
  Json figures = Json::parse(read("out/examples.json"));
  const std::vector<std::string> check = {"bench", "--check",
                                          "out/examples.json"};
  EXPECT_THAT(firefly(check).out,
              HasSubstr("1 rows of out/examples.json hold"));

  Json& instructions = figures.at("rows")[0].at("instructions");
  const auto measured = instructions.get<uint64_t>();
  instructions = measured / 2;
  write("out/examples.json", figures.dump());
  const Finished worse = firefly(check);
  EXPECT_EQ(worse.exit_code, 1);
  EXPECT_THAT(worse.out, HasSubstr("WORSE: one.tflite on rv32: instructions"));
  instructions = measured * 2;
  write("out/examples.json", figures.dump());
  const Finished better = firefly(check);
  EXPECT_EQ(better.exit_code, 0);
  EXPECT_THAT(better.out, HasSubstr("can be refreshed"));
}

}  // namespace
}  // namespace firefly
