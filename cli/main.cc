// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "compiler/version.h"
#include "config/did_you_mean.h"

namespace {

/// What CLI11 says of it, a missing command, would puzzle.
std::string unknown_command(const CLI::App& app, std::string_view word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    names.push_back(command->get_name());
  }
  if (word.starts_with('-') || std::ranges::count(names, word) > 0) {
    return {};
  }
  return fmt::format("firefly: no command is called '{}'{}\nExpected one of {}",
                     word, firefly::did_you_mean(word, names),
                     fmt::join(names, ", "));
}

int run(int argc, char** argv) {
  CLI::App app("Firefly: trained networks on the smallest computers, exactly.",
               "firefly");
  app.set_version_flag("--version", firefly::kVersion);
  app.require_subcommand(1);
  int exit_code = 0;
  firefly::add_new(app, exit_code);
  firefly::add_train(app, exit_code);
  firefly::add_eval(app, exit_code);
  firefly::add_tune(app, exit_code);
  firefly::add_keys(app, exit_code);
  firefly::add_boards(app, exit_code);
  firefly::add_inspect(app, exit_code);
  firefly::add_compile(app, exit_code);
  firefly::add_run(app, exit_code);
  firefly::add_verify(app, exit_code);
  firefly::add_bench(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const std::string unknown = argc > 1 ? unknown_command(app, argv[1]) : "";
    if (!unknown.empty()) {
      fmt::print(stderr, "{}\n", unknown);
      return 2;
    }
    return app.exit(error) == 0 ? 0 : 2;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {  // only libraries throw
    fmt::print(stderr, "firefly: {}\n", error.what());
    return 1;
  }
}
