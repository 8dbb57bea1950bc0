// SPDX-License-Identifier: Apache-2.0
//
// Two models in one firmware, one used from C++ and one from C99: both exact.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>

#include "compiler/schedule/testing/random_graph.h"
#include "emulator/firmware.h"
#include "emulator/inputs.h"
#include "emulator/process.h"
#include "emulator/runner.h"
#include "emulator/temporary_directory.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

const std::filesystem::path kFixture =
    std::filesystem::path(FIREFLY_DEVICE_DIR) / "two_models";

/// A network with one input, one output, and state.
Graph second_graph() {
  for (unsigned seed = 0;; ++seed) {
    Graph graph = testing::random_graph(seed);
    const bool has_state = std::ranges::any_of(
        graph.ops, [](const Op& op) { return op.outputs.empty(); });
    if (has_state && graph.inputs.size() == 1 && graph.outputs.size() == 1) {
      return graph;
    }
  }
}

class TwoModels : public ::testing::TestWithParam<const char*> {
 protected:
  void write(const CompiledModel& model) {
    for (const EmittedFile& file : model.emitted.files) {
      const auto path = directory_->path() / file.path;
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << file.text;
    }
  }

  /// As strict C99, to assembly, which the firmware's build takes.
  void compile_c(const Board& board, const std::string& model) {
    std::vector<std::string> command = {board.toolchain->triple + "-gcc"};
    command.insert(command.end(), board.toolchain->flags.begin(),
                   board.toolchain->flags.end());
    command.insert(
        command.end(),
        {"-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-Os",
         "-DSECOND=" + model, "-DSECOND_HEADER=" + model + "_c.h", "-I.", "-S",
         (kFixture / "second.c").string(), "-o", "second.s"});
    const auto result =
        run_process(command, directory_->path(), std::chrono::minutes(1));
    ASSERT_TRUE(result.ok()) << result.error().message;
    ASSERT_EQ(result->exit_code, 0) << result->output;
  }

  std::optional<TemporaryDirectory> directory_;
};

TEST_P(TwoModels, LiveSideBySide) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok()) << directory.error().message;
  directory_.emplace(std::move(*directory));

  const Expected<CompiledModel> first = compile_file(digits_model(), board);
  ASSERT_TRUE(first.ok()) << first.error().message;
  const CompiledModel second = compile_for(second_graph(), board);
  write(*first);
  write(second);
  ASSERT_NO_FATAL_FAILURE(compile_c(board, second.emitted.name));

  FirmwareSources sources;
  sources.directory = directory_->path();
  sources.name = "pair";
  sources.sources = {first->emitted.sources[0], second.emitted.sources[0],
                     (kFixture / "pair.cc").string(), "second.s"};
  sources.include_dirs = {"runtime", "runtime/include", kFixture.string()};
  const Expected<Firmware> firmware =
      build_firmware(board, sources, directory_->path() / "build");
  ASSERT_TRUE(firmware.ok()) << firmware.error().message;

  std::vector<std::vector<Bytes>> inputs(3);
  std::vector<Bytes> joined;
  for (uint32_t run = 0; run < 3; ++run) {
    inputs[0].push_back(pattern_input(first->source, run));
    inputs[1].push_back(random_input(first->source, run));
    inputs[2].push_back(random_input(second.source, run));
    Bytes& all = joined.emplace_back();
    for (const auto& each : inputs) {
      all.insert(all.end(), each.back().begin(), each.back().end());
    }
  }
  const Expected<RunResult> result = run_firmware(board, *firmware, joined, {});
  ASSERT_TRUE(result.ok()) << result.error().message;
  const std::vector<std::vector<Bytes>> expected = {
      reference_outputs(first->source, inputs[0]),
      reference_outputs(first->source, inputs[1]),
      reference_outputs(second.source, inputs[2])};
  for (size_t run = 0; run < 3; ++run) {
    for (size_t model = 0; model < 3; ++model) {
      EXPECT_EQ(result->invokes[run].outputs[model], expected[model][run])
          << "model " << model << ", run " << run;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Boards, TwoModels,
                         ::testing::Values("cortex-m4", "rv32"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
