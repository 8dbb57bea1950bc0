// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/project_here.h"
#include "emulator/deploy.h"
#include "formats/files.h"
#include "formats/tflite/reader.h"
#include "project/run_project.h"

namespace firefly {

void CompileArguments::add_to(CLI::App& command, bool in_project) {
  command
      .add_option("MODEL", model,
                  in_project ? "A .tflite file; without it, the project here"
                             : "A .tflite file")
      ->required(!in_project);
  command
      .add_option_function<std::string>(
          "--board",
          [this](const std::string& name) {
            board = name;
            board_is_given = true;
          },
          "A name from `firefly boards`, or a board file of your own")
      ->default_str(board);
  command.add_option("--fit", fit, "What to favour: speed, ram or flash")
      ->check(CLI::IsMember({"speed", "ram", "flash"}))
      ->capture_default_str();
  command
      .add_option("--stream", stream,
                  "The input comes row by row: as frames (lines), as a window "
                  "that slides over them (sliding), or whichever is exact")
      ->expected(0, 1)
      ->default_str("auto")
      ->check(CLI::IsMember({"auto", "lines", "sliding"}));
  command
      .add_option("--hop", hop_rows,
                  "Rows from one window that slides to the next; as few as "
                  "possible")
      ->check(CLI::Range(1, 1 << 20));
  // Without the check, -1 would be read as a very large number.
  command
      .add_option("--ram", limits.ram_bytes, "At most this many bytes of RAM")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 32));
  command
      .add_option("--flash", limits.flash_bytes,
                  "At most this many bytes of flash; --fit speed uses them")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 32));
}

namespace {

/// Who names a hop wants a window that slides.
Streaming streaming_of(const CompileArguments& arguments) {
  if (arguments.stream.empty()) {
    return Streaming::kNone;
  }
  if (arguments.stream == "lines") {
    return Streaming::kLines;
  }
  return arguments.stream == "sliding" || arguments.hop_rows > 0
             ? Streaming::kSliding
             : Streaming::kAuto;
}

/// Whether a window slides where the user wants one.
Status check_window(const Target& target) {
  const CompiledModel& model = target.model;
  if (target.options.streaming != Streaming::kSliding ||
      model.plan.streaming != Streaming::kLines) {
    return {};
  }
  return Error{ErrorCode::kUnsupported,
               fmt::format("{}: no window can slide over the input: {}; use "
                           "--stream lines",
                           target.options.source,
                           why_no_window_moves(model.graph, model.plan.calls,
                                               target.options.hop_rows))};
}

}  // namespace

Expected<Target> prepare_target(const CompileArguments& arguments) {
  Expected<Board> board = find_board(arguments.board);
  FIREFLY_RETURN_IF_ERROR(board);
  Expected<Graph> graph = read_tflite_file(arguments.model);
  FIREFLY_RETURN_IF_ERROR(graph);
  EmitOptions options =
      options_for(*board, *find_fit(arguments.fit), arguments.limits,
                  arguments.model.filename().string());
  options.streaming = streaming_of(arguments);
  options.hop_rows = arguments.hop_rows;
  if (options.hop_rows > 0 && (options.streaming == Streaming::kNone ||
                               options.streaming == Streaming::kLines)) {
    return Error{ErrorCode::kUsage,
                 "--hop: only a window that slides has a hop; use it with "
                 "--stream sliding"};
  }
  const Status streamable = check_streaming(*graph, options.streaming);
  if (!streamable.ok()) {
    return Error{streamable.error().code,
                 fmt::format("{}: --stream: {}", options.source,
                             streamable.error().message)};
  }
  Target target{std::move(*board), options,
                compile_model(std::move(*graph), options)};
  FIREFLY_RETURN_IF_ERROR(check_window(target));
  FIREFLY_RETURN_IF_ERROR(
      check_fit(target.model, target.board, arguments.limits));
  return target;
}

int fail(const Error& error) {
  fmt::print(stderr, "firefly: {}\n", error.message);
  return error.code == ErrorCode::kUsage ? 2 : 1;
}

namespace {

struct Arguments : CompileArguments {
  std::filesystem::path output;
  bool json = false;
};

Status write_sources(const EmittedModel& model,
                     const std::filesystem::path& directory) {
  for (const EmittedFile& file : model.files) {
    FIREFLY_RETURN_IF_ERROR(write_file(directory / file.path, file.text));
  }
  return {};
}

Expected<Report> compile_to(const Arguments& arguments) {
  const Expected<Target> target = prepare_target(arguments);
  FIREFLY_RETURN_IF_ERROR(target);
  Report report = make_report(target->model, target->board,
                              arguments.model.filename().string());
  if (target->board.toolchain) {
    const Expected<Footprint> footprint = measure(target->model, target->board);
    if (footprint.ok()) {
      report.footprint = *footprint;
      FIREFLY_RETURN_IF_ERROR(check_measured_fit(
          report.model, report.ram_bytes(), footprint->flash_bytes(),
          target->board, arguments.limits));
    } else if (footprint.error().code == ErrorCode::kNotFound) {
      // Sources need no compiler of ours: the user may have another.
      fmt::print(stderr, "firefly: flash is not measured: {}\n",
                 footprint.error().message);
    } else {
      return footprint.error();
    }
  }
  // Only now, so that a model which does not fit leaves nothing behind.
  FIREFLY_RETURN_IF_ERROR(
      write_sources(target->model.emitted, arguments.output));
  FIREFLY_RETURN_IF_ERROR(
      write_file(arguments.output / "report.json", to_json(report)));
  FIREFLY_RETURN_IF_ERROR(write_file(arguments.output / "report.html",
                                     to_html(report, target->model)));
  return report;
}

/// The whole pipeline of the project here.
int compile_here(const Arguments& arguments) {
  const Expected<Project> project = project_here(arguments);
  if (!project.ok()) {
    return fail(project.error());
  }
  const Expected<EmittedModel> sources = compile_project(*project);
  if (!sources.ok()) {
    return fail(sources.error());
  }
  const Status written = write_sources(*sources, arguments.output);
  if (!written.ok()) {
    return fail(written.error());
  }
  fmt::print(stderr, "wrote {}: front end, network and events of {} for {}\n",
             arguments.output.string(), project->name, project->target.board);
  return 0;
}

int compile(const Arguments& arguments) {
  if (arguments.model.empty()) {
    return compile_here(arguments);
  }
  const Expected<Report> report = compile_to(arguments);
  if (!report.ok()) {
    return fail(report.error());
  }
  fmt::print("{}", arguments.json ? to_json(*report) : to_text(*report));
  fmt::print(stderr, "wrote {}\n", arguments.output.string());
  return 0;
}

}  // namespace

void add_compile(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("compile", "A model as C++ sources for a board");
  auto arguments = std::make_shared<Arguments>();
  arguments->add_to(*command, /*in_project=*/true);
  command->add_option("-o,--output", arguments->output, "Directory to write")
      ->required();
  command->add_flag("--json", arguments->json, "One JSON object on stdout");
  command->callback([=, &exit_code] { exit_code = compile(*arguments); });
}

}  // namespace firefly
