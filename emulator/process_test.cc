// SPDX-License-Identifier: Apache-2.0
#include "emulator/process.h"

#include <gtest/gtest.h>

#include <chrono>

#include "emulator/temporary_directory.h"

namespace firefly {
namespace {

constexpr std::chrono::seconds kAmple{20};

TEST(RunProcess, ReturnsOutputAndStatus) {
  auto result =
      run_process({"sh", "-c", "echo out; echo err >&2; exit 3"}, "/", kAmple);
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(result->output, "out\nerr\n");
  EXPECT_EQ(result->exit_code, 3);
  EXPECT_FALSE(result->timed_out);
}

TEST(RunProcess, PassesArgumentsUntouched) {
  auto result = run_process({"printf", "%s|", "a b", "$HOME;*"}, "/", kAmple);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->output, "a b|$HOME;*|");
}

TEST(RunProcess, RunsInTheDirectory) {
  auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok());
  auto result = run_process({"pwd"}, directory->path(), kAmple);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->output, directory->path().string() + "\n");
}

TEST(RunProcess, EndsWhatTakesTooLong) {
  auto result =
      run_process({"sleep", "60"}, "/", std::chrono::milliseconds(100));
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->timed_out);
}

TEST(RunProcess, TellsSignalsApart) {
  auto result = run_process({"sh", "-c", "kill -SEGV $$"}, "/", kAmple);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->exit_code, 128 + 11);
}

TEST(RunProcess, MissingProgramIsNotFound) {
  auto result = run_process({"no-such-program"}, "/", kAmple);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
}

TEST(TemporaryDirectory, DisappearsWithItsOwner) {
  std::filesystem::path path;
  {
    auto directory = TemporaryDirectory::create();
    ASSERT_TRUE(directory.ok());
    path = directory->path();
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace firefly
