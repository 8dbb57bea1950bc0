// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "cli/command.h"
#include "compiler/version.h"

namespace {

int run(int argc, char** argv) {
  CLI::App app("Firefly: trained networks on the smallest computers, exactly.",
               "firefly");
  app.set_version_flag("--version", firefly::kVersion);
  app.require_subcommand(1);
  int exit_code = 0;
  firefly::add_boards(app, exit_code);
  firefly::add_inspect(app, exit_code);
  firefly::add_compile(app, exit_code);
  firefly::add_run(app, exit_code);
  firefly::add_verify(app, exit_code);
  firefly::add_bench(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
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
