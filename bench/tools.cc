// SPDX-License-Identifier: Apache-2.0
#include "bench/tools.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "emulator/board.h"
#include "emulator/process.h"

namespace firefly {
namespace {

std::string first_line_of_version(const std::string& program) {
  const auto result =
      run_process({program, "--version"}, "/", std::chrono::seconds(10));
  return result.ok() && result->exit_code == 0
             ? result->output.substr(0, result->output.find('\n'))
             : std::string();
}

}  // namespace

std::string tool_versions(const std::vector<std::string>& boards) {
  std::vector<std::string> versions;
  const auto add = [&](const std::string& program) {
    const std::string version = first_line_of_version(program);
    if (!version.empty() && std::ranges::count(versions, version) == 0) {
      versions.push_back(version);
    }
  };
  for (const std::string& name : boards) {
    const Expected<Board> board = find_board(name);
    if (board.ok() && board->toolchain && board->emulator) {
      add(board->toolchain->triple + "-g++");
      add(board->emulator->program);
    }
  }
  return fmt::format("{}", fmt::join(versions, ", "));
}

}  // namespace firefly
