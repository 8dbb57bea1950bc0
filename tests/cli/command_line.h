// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "emulator/temporary_directory.h"
#include "graph/graph.h"

namespace firefly {

struct Finished {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// Runs the real binary in a directory of its own.
class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override;

  Finished firefly(const std::vector<std::string>& arguments,
                   const std::vector<std::string>& environment = {});
  /// The same, killed (exit code 137) if it takes longer than `seconds`. Calls
  /// with different `streams` may run at the same time.
  Finished firefly_for(const std::string& seconds,
                       const std::vector<std::string>& arguments,
                       const std::string& streams = "timed");
  /// Expects exit code 0 and one JSON object on stdout.
  nlohmann::json json_of(const std::vector<std::string>& arguments);
  /// Expects the exit code, words on stderr and silence on stdout.
  void expect_error(int exit_code, const std::vector<std::string>& words,
                    const std::vector<std::string>& arguments);

  void write(const std::string& name, const std::string& contents);
  void write_model(const std::string& name, const Graph& graph);
  [[nodiscard]] std::string read(const std::string& name) const;
  [[nodiscard]] bool exists(const std::string& name) const;
  /// Every file below `directory` with its contents.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> files_in(
      const std::string& directory) const;

  static std::string digits();
  /// Whether `board` can run here; if not, the test should be skipped, except
  /// in CI.
  static bool can_run(const std::string& board);

 private:
  Finished finish(std::vector<std::string> command,
                  const std::vector<std::string>& arguments,
                  const std::string& streams);

  std::optional<TemporaryDirectory> directory_;
  std::optional<TemporaryDirectory> streams_;
};

}  // namespace firefly

#define FIREFLY_NEEDS_EMULATOR(board)                           \
  do {                                                          \
    if (!can_run(board)) {                                      \
      GTEST_SKIP() << "the compiler or emulator of " << (board) \
                   << " is not installed";                      \
    }                                                           \
  } while (false)
