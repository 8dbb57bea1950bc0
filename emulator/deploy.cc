// SPDX-License-Identifier: Apache-2.0
#include "emulator/deploy.h"

#include <fmt/format.h>

#include <fstream>

#include "emulator/temporary_directory.h"

namespace firefly {
namespace {

/// Writes the emitted files below `directory` and builds them there.
Expected<Firmware> build(const EmittedModel& model, const Board& board,
                         const std::filesystem::path& directory, bool profile) {
  for (const EmittedFile& file : model.files) {
    const std::filesystem::path path = directory / file.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream stream(path, std::ios::binary);
    stream << file.text;
    if (!stream.flush()) {
      return Error{ErrorCode::kFailed,
                   fmt::format("{}: cannot be written", path.string())};
    }
  }
  FirmwareSources sources;
  sources.directory = directory;
  sources.name = model.name;
  sources.entry = model.entry;
  sources.sources = model.sources;
  sources.include_dirs = model.include_dirs;
  if (profile) {
    sources.defines = {"FIREFLY_PROFILE"};
  }
  return build_firmware(board, sources, directory / "build");
}

/// The costs of the operators that have a function, in order -> of all.
std::vector<Cost> by_operator(const CompiledModel& model,
                              const std::vector<Cost>& functions) {
  Cost nothing;  // of a view; cycles where others have them
  if (!functions.empty() && functions.front().cycles) {
    nothing.cycles = 0;
  }
  std::vector<Cost> costs;
  auto next = functions.begin();
  for (const bool elided : model.plan.elided) {
    costs.push_back(elided || next == functions.end() ? nothing : *next++);
  }
  return costs;
}

}  // namespace

Expected<Footprint> measure(const CompiledModel& model, const Board& board) {
  const Expected<TemporaryDirectory> directory = TemporaryDirectory::create();
  FIREFLY_RETURN_IF_ERROR(directory);
  const Expected<Firmware> firmware =
      build(model.emitted, board, directory->path(), false);
  FIREFLY_RETURN_IF_ERROR(firmware);
  return measure_footprint(*firmware);
}

Expected<Deployment> deploy(const EmittedModel& model, const Board& board,
                            const std::vector<Bytes>& inputs,
                            const RunOptions& options) {
  const Expected<TemporaryDirectory> directory = TemporaryDirectory::create();
  FIREFLY_RETURN_IF_ERROR(directory);
  const Expected<Firmware> firmware =
      build(model, board, directory->path() / "plain", false);
  FIREFLY_RETURN_IF_ERROR(firmware);
  const Expected<Footprint> footprint = measure_footprint(*firmware);
  FIREFLY_RETURN_IF_ERROR(footprint);
  RunOptions plain = options;
  plain.profile = false;
  Expected<RunResult> run = run_firmware(board, *firmware, inputs, plain);
  FIREFLY_RETURN_IF_ERROR(run);
  if (options.profile) {
    const Expected<Firmware> profiled =
        build(model, board, directory->path() / "profile", true);
    FIREFLY_RETURN_IF_ERROR(profiled);
    Expected<RunResult> profile =
        run_firmware(board, *profiled, {inputs.front()}, options);
    FIREFLY_RETURN_IF_ERROR(profile);
    InvokeResult& first = profile->invokes.front();
    run->invokes.front().operators = std::move(first.operators);
    run->invokes.front().functions = std::move(first.functions);
  }
  return Deployment{*footprint, std::move(*run)};
}

Expected<Deployment> deploy(const CompiledModel& model, const Board& board,
                            const std::vector<Bytes>& inputs,
                            const RunOptions& options) {
  Expected<Deployment> deployment =
      deploy(model.emitted, board, inputs, options);
  if (deployment.ok() && options.profile) {
    InvokeResult& first = deployment->run.invokes.front();
    first.operators = by_operator(model, first.operators);
  }
  return deployment;
}

}  // namespace firefly
