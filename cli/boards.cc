// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "emulator/report.h"

namespace firefly {
namespace {

int list_boards(bool json) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  if (!json) {
    fmt::print("{:<16} {:<11} {:>5} {:>13} {:>13}  {:<13} {}\n", "board",
               "core", "MHz", "flash B", "RAM B", "runs", "description");
  }
  for (const Board& board : built_in_boards()) {
    const bool emulated = board.emulator.has_value();
    if (json) {
      rows.push_back({{"name", board.name},
                      {"description", board.description},
                      {"core", board.core},
                      {"clock_hz", board.clock_hz},
                      {"flash_bytes", board.flash_bytes},
                      {"ram_bytes", board.ram_bytes},
                      {"emulated", emulated}});
    } else {
      fmt::print("{:<16} {:<11} {:>5} {:>13} {:>13}  {:<13} {}\n", board.name,
                 board.core, board.clock_hz / 1000000,
                 grouped(board.flash_bytes), grouped(board.ram_bytes),
                 emulated ? "emulated" : "compile-only", board.description);
    }
  }
  if (json) {
    fmt::print("{}\n", nlohmann::ordered_json({{"boards", rows}}).dump(2));
  }
  return 0;
}

}  // namespace

void add_boards(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("boards", "The boards that are known");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "One JSON object on stdout");
  command->callback([=, &exit_code] { exit_code = list_boards(*json); });
}

}  // namespace firefly
