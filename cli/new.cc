// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "project/project.h"
#include "project/templates.h"

namespace firefly {
namespace {

struct Arguments {
  std::filesystem::path folder;
  std::string from;
};

int run(const Arguments& arguments) {
  const Status made = make_project(arguments.folder, arguments.from);
  if (!made.ok()) {
    return fail(made.error());
  }
  fmt::print(
      "made {}\n\n  cd {}\n  firefly train    # once there is data: {} says "
      "where it goes\n",
      (arguments.folder / kProjectFile).string(), arguments.folder.string(),
      kProjectFile);
  return 0;
}

}  // namespace

void add_new(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("new", "A project folder to start from");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("NAME", arguments->folder, "The folder to make")
      ->required();
  command
      ->add_option("--template", arguments->from,
                   fmt::format("One of {}", fmt::join(template_names(), ", ")))
      ->required();
  command->callback([=, &exit_code] { exit_code = run(*arguments); });
}

void add_keys(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "keys", "Every key of firefly.toml with its meaning, in Markdown");
  command->callback([&exit_code] {
    fmt::print("{}", project_reference());
    exit_code = 0;
  });
}

}  // namespace firefly
