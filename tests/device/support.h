// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "emulator/board.h"

namespace firefly {

/// A built-in board; empty, after a failure, if there is none.
[[nodiscard]] Board board_named(const std::string& name);

/// Those that can run, by name.
[[nodiscard]] std::vector<std::string> emulated_boards();

/// The program that `board` needs and that is not installed.
[[nodiscard]] std::optional<std::string> missing_tool(const Board& board);

/// Whether CI=true: there nothing may be skipped for lack of tools.
[[nodiscard]] bool in_ci();

/// data/models of the shared folder, if it is there: $FIREFLY_SHARED, or
/// ../shared beside the repository.
[[nodiscard]] std::optional<std::filesystem::path> shared_models();

/// Those of a model, `source`, on a board; the rest as by default.
[[nodiscard]] EmitOptions options_for(const Board& board,
                                      const std::string& source);

/// A model of this repository or of the shared folder for a board.
[[nodiscard]] Expected<CompiledModel> compile_file(
    const std::filesystem::path& path, const Board& board);
[[nodiscard]] CompiledModel compile_for(const Graph& graph, const Board& board);

/// The model of `graph` on the board against the reference, byte for byte, over
/// so many inputs.
void expect_exact(const CompiledModel& model, const Graph& graph,
                  const Board& board, uint32_t inputs = 2);

[[nodiscard]] std::filesystem::path digits_model();

/// "cortex-m4" -> "cortexm4", for names of tests.
[[nodiscard]] std::string letters_of(std::string text);

template <class T>
std::string test_name(const ::testing::TestParamInfo<T>& parameter) {
  return letters_of(parameter.param);
}

}  // namespace firefly

/// Ends the test if it can not run here: visibly, and as a failure in CI.
#define FIREFLY_NEEDS_TOOLS_OF(board)                           \
  do {                                                          \
    if (const auto missing_ = ::firefly::missing_tool(board)) { \
      if (::firefly::in_ci()) {                                 \
        FAIL() << *missing_ << " is not installed";             \
      }                                                         \
      GTEST_SKIP() << *missing_ << " is not installed";         \
    }                                                           \
  } while (false)
