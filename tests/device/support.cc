// SPDX-License-Identifier: Apache-2.0
#include "tests/device/support.h"

#include <cctype>
#include <chrono>
#include <cstdlib>

#include "emulator/deploy.h"
#include "emulator/inputs.h"
#include "emulator/process.h"
#include "formats/tflite/reader.h"

namespace firefly {
namespace {

const std::filesystem::path kSource = FIREFLY_SOURCE_DIR;

}  // namespace

EmitOptions options_for(const Board& board, const std::string& source) {
  EmitOptions options;
  options.source = source;
  options.board = board.name;
  options.isa = *find_isa(board.isa);
  return options;
}

Board board_named(const std::string& name) {
  const Expected<Board> board = find_board(name);
  EXPECT_TRUE(board.ok()) << board.error().message;
  return board.ok() ? *board : Board{};
}

std::vector<std::string> emulated_boards() {
  std::vector<std::string> names;
  for (const Board& board : built_in_boards()) {
    if (board.emulator) {
      names.push_back(board.name);
    }
  }
  return names;
}

std::optional<std::string> missing_tool(const Board& board) {
  for (const std::string& tool :
       {board.toolchain->triple + "-g++", board.emulator->program}) {
    const Expected<ProcessResult> result =
        run_process({tool, "--version"}, "/", std::chrono::minutes(1));
    if (!result.ok()) {
      return tool;
    }
  }
  return std::nullopt;
}

bool in_ci() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* value = std::getenv("CI");
  return value != nullptr && std::string(value) == "true";
}

std::optional<std::filesystem::path> shared_models() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
  const char* shared = std::getenv("FIREFLY_SHARED");
  const std::filesystem::path folder =
      (shared != nullptr ? std::filesystem::path(shared)
                         : kSource / ".." / "shared") /
      "data" / "models";
  return std::filesystem::is_directory(folder) ? std::optional(folder)
                                               : std::nullopt;
}

Expected<CompiledModel> compile_file(const std::filesystem::path& path,
                                     const Board& board) {
  Expected<Graph> graph = read_tflite_file(path);
  FIREFLY_RETURN_IF_ERROR(graph);
  return compile_model(std::move(*graph),
                       options_for(board, path.filename().string()));
}

CompiledModel compile_for(const Graph& graph, const Board& board) {
  return compile_model(graph, options_for(board, graph.name));
}

void expect_exact(const CompiledModel& model, const Graph& graph,
                  const Board& board, uint32_t inputs) {
  std::vector<Bytes> bytes = {pattern_input(graph, 0)};
  for (uint32_t k = 1; k < inputs; ++k) {
    bytes.push_back(random_input(graph, k));
  }
  const Expected<Deployment> deployment = deploy(model, board, bytes, {});
  ASSERT_TRUE(deployment.ok()) << deployment.error().message;
  EXPECT_EQ(outputs_of(deployment->run), reference_outputs(graph, bytes))
      << to_string(graph);
}

std::filesystem::path digits_model() {
  return kSource / "examples" / "digits" / "digits.tflite";
}

std::string letters_of(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::isalnum(c) == 0; });
  return text;
}

}  // namespace firefly
