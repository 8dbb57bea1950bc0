// SPDX-License-Identifier: Apache-2.0
#include "emulator/run_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "emulator/temporary_directory.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RunFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    auto directory = TemporaryDirectory::create();
    ASSERT_TRUE(directory.ok());
    directory_.emplace(std::move(*directory));
    path_ = directory_->path() / "file";
  }

  void put(const std::string& text) {
    ASSERT_TRUE(write_file(path_, text).ok());
  }

  std::optional<TemporaryDirectory> directory_;
  std::filesystem::path path_;
};

TEST_F(RunFiles, RequestHasTheHarnessLayout) {
  auto request = encode_request({{1, 2}, {3, 4}}, true);
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(*request, std::string("\2\0\0\0\1\0\0\0\2\0\0\0\1\2\3\4", 16));
}

TEST_F(RunFiles, RequestWantsInputsOfOneSize) {
  auto request = encode_request({{1, 2}, {3}}, false);
  ASSERT_FALSE(request.ok());
  EXPECT_THAT(request.error().message, HasSubstr("input 1: expected 2 bytes"));
}

TEST_F(RunFiles, ResultsAreSplitByTensor) {
  put(std::string("\2\0\0\0\1\0\0\0\2\0\0\0\x40\0\0\0\7\10\11", 19));
  std::vector<InvokeResult> invokes(1);
  ASSERT_TRUE(read_results(path_, invokes).ok());
  EXPECT_EQ(invokes[0].stack_bytes, 0x40U);
  EXPECT_THAT(invokes[0].outputs, ElementsAre(Bytes{7}, Bytes{8, 9}));
}

TEST_F(RunFiles, ResultsMustBeComplete) {
  const std::string whole("\1\0\0\0\1\0\0\0\4\0\0\0\7", 13);
  for (size_t size = 0; size < whole.size(); ++size) {
    put(whole.substr(0, size));
    std::vector<InvokeResult> invokes(1);
    EXPECT_FALSE(read_results(path_, invokes).ok()) << size;
  }
}

TEST_F(RunFiles, CostsOfCallAndOperators) {
  put("10 20 21 22 4 8 9 10 5\n");
  std::vector<InvokeResult> invokes(1);
  ASSERT_TRUE(read_costs(path_, true, 1, {}, invokes).ok());
  EXPECT_EQ(invokes[0].cost.instructions, 10U);
  EXPECT_EQ(invokes[0].cost.cycles, 20U);
  EXPECT_EQ(invokes[0].bounds->strict, 21U);
  EXPECT_EQ(invokes[0].bounds->unchained, 22U);
  ASSERT_EQ(invokes[0].operators.size(), 1U);
  EXPECT_EQ(invokes[0].operators[0].cycles, 8U);
  EXPECT_EQ(invokes[0].flash_wait_cycles, 5U);
}

TEST_F(RunFiles, CostsOfFunctionsAreSortedWithoutTheIdle) {
  put("10 20 21 22 3 4 4 4 0 0 0 0 7 9 9 9 0\n");
  std::vector<InvokeResult> invokes(1);
  ASSERT_TRUE(
      read_costs(path_, true, 0, {"small", "idle", "large"}, invokes).ok());
  ASSERT_EQ(invokes[0].functions.size(), 2U);
  EXPECT_EQ(invokes[0].functions[0].name, "large");
  EXPECT_EQ(invokes[0].functions[0].cost.cycles, 9U);
  EXPECT_EQ(invokes[0].functions[1].name, "small");
  EXPECT_FALSE(read_costs(path_, true, 0, {"a", "b", "c", "d"}, invokes).ok());
}

TEST_F(RunFiles, CostsWithoutATimingModelHaveNoCycles) {
  put("10 0 0 0 0\n");
  std::vector<InvokeResult> invokes(1);
  ASSERT_TRUE(read_costs(path_, false, 0, {}, invokes).ok());
  EXPECT_FALSE(invokes[0].cost.cycles.has_value());
  EXPECT_FALSE(invokes[0].bounds.has_value());
}

TEST_F(RunFiles, CostsMustBeComplete) {
  for (const char* line : {"10 20 21\n", "10 20 21 22\n"}) {
    put(line);
    std::vector<InvokeResult> invokes(1);
    EXPECT_FALSE(read_costs(path_, true, 0, {}, invokes).ok()) << line;
  }
}

}  // namespace
}  // namespace firefly
