// SPDX-License-Identifier: Apache-2.0
//
// What the commands share. Each adds itself to the parser and returns its exit
// code through `exit_code`: 0 done, 1 the work failed, 2 wrong usage.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "compiler/compile.h"
#include "emulator/board.h"
#include "emulator/fit.h"

namespace firefly {

void add_bench(CLI::App& app, int& exit_code);
void add_boards(CLI::App& app, int& exit_code);
void add_compile(CLI::App& app, int& exit_code);
void add_eval(CLI::App& app, int& exit_code);
void add_inspect(CLI::App& app, int& exit_code);
void add_keys(CLI::App& app, int& exit_code);
void add_new(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_train(CLI::App& app, int& exit_code);
void add_tune(CLI::App& app, int& exit_code);
void add_verify(CLI::App& app, int& exit_code);

/// The options that say how to compile a model.
struct CompileArguments {
  std::filesystem::path model;
  std::string board = "cortex-m4";
  bool board_is_given = false;
  std::string fit = "speed";
  std::string stream;  ///< "", "auto", "lines" or "sliding".
  int32_t hop_rows = 0;
  Limits limits;

  /// In a project's folder the model may be left out, where `in_project`.
  void add_to(CLI::App& command, bool in_project = false);
};

/// A model on its way to a board.
struct Target {
  Board board;
  EmitOptions options;
  CompiledModel model;
};

/// Reads, compiles and checks the fit.
[[nodiscard]] Expected<Target> prepare_target(
    const CompileArguments& arguments);

/// Says what went wrong on stderr; returns the exit code.
[[nodiscard]] int fail(const Error& error);

}  // namespace firefly
