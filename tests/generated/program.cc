// SPDX-License-Identifier: Apache-2.0
#include "tests/generated/program.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

#include "compiler/emit/identifiers.h"
#include "emulator/process.h"

namespace firefly {
namespace {

constexpr uint32_t kRuns = 3;

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

void Program::add(const Graph& graph, Streaming streaming, Isa isa, Fit fit,
                  int32_t hop_rows) {
  EmitOptions options;
  options.fit = fit;
  options.isa = isa;
  options.source = graph.name + ".tflite";
  options.board = "host";
  options.streaming = streaming;
  options.hop_rows = hop_rows;
  models_.push_back(compile_model(graph, options));
  const EmittedModel& emitted = models_.back().emitted;
  for (const EmittedFile& file : emitted.files) {
    write(directory_ / emitted.name / file.path, file.text);
  }
  expected_.push_back(reference_outputs(graph, add_input()));
  expected_.back().push_back(expected_.back().front());  // after a reset
}

/// What each inference of the last model sees; adds it to the file.
std::vector<Bytes> Program::add_input() {
  const CompiledModel& model = models_.back();
  std::vector<Bytes> inputs;
  Bytes stream;
  for (uint32_t run = 0; run < kRuns; ++run) {
    inputs.push_back(random_input(model.source, run));
    std::ranges::copy(inputs.back(), std::back_inserter(stream));
  }
  if (!model.plan.rates.empty()) {
    const Tensor& image = model.graph.tensor(model.graph.ops[0].outputs[0]);
    const size_t bytes = inputs[0].size();
    const size_t row = bytes / static_cast<size_t>(image.shape[1]);
    const size_t hop = row * static_cast<size_t>(model.plan.rates[0]);
    const size_t window = row * static_cast<size_t>(model.plan.window_rows);
    inputs.clear();
    size_t at = 0;
    for (; at + bytes <= stream.size(); at += hop) {
      const auto first = stream.begin() + static_cast<std::ptrdiff_t>(at);
      inputs.emplace_back(first, first + static_cast<std::ptrdiff_t>(bytes));
    }
    // Strides may leave rows unread.
    stream.resize(at - hop + window);
  }
  std::ranges::copy(stream, std::back_inserter(input_));
  return inputs;
}

Streaming Program::streaming() const { return models_.back().plan.streaming; }

int32_t Program::hop_rows() const { return models_.back().plan.rates[0]; }

int Program::planes() const {
  return static_cast<int>(std::ranges::count_if(models_.back().plan.placements,
                                                &Placement::planes));
}

int Program::compact_layers() const {
  return static_cast<int>(std::ranges::count(
      models_.back().plan.calls, "CompactConv2dS8", &KernelCall::layer_type));
}

int Program::row_pairs() const {
  return static_cast<int>(
      std::ranges::count(models_.back().plan.calls, 2, &KernelCall::rows));
}

void Program::build_and_run() {
  write(directory_ / "CMakeLists.txt", cmake_lists());
  write(directory_ / "main.cc", main_source());
  write(directory_ / "input", {input_.begin(), input_.end()});
  ASSERT_NO_FATAL_FAILURE(run({FIREFLY_CMAKE, "-S", ".", "-B", "build", "-G",
                               "Ninja", "-DCMAKE_CXX_COMPILER=" FIREFLY_CXX}));
  ASSERT_NO_FATAL_FAILURE(
      run({FIREFLY_CMAKE, "--build", "build", "-j", "2", "--", "--quiet"}));
  ASSERT_NO_FATAL_FAILURE(run({"build/program", "input", "output"}));
  compare();
}

void Program::run(const std::vector<std::string>& command) {
  const Expected<ProcessResult> result =
      run_process(command, directory_, std::chrono::minutes(5));
  ASSERT_TRUE(result.ok()) << result.error().message;
  ASSERT_EQ(result->exit_code, 0) << result->output;
}

std::string Program::cmake_lists() const {
  std::string text =
      "cmake_minimum_required(VERSION 3.16)\n"
      "project(program LANGUAGES CXX)\n"
      "set(CMAKE_CXX_STANDARD 17)\n"
      "set(CMAKE_CXX_FLAGS \"-O1 -Wall -Wextra -Werror "
      "-fsanitize=address,undefined -fno-sanitize-recover=all\")\n"
      "add_executable(program main.cc)\n"
      "target_include_directories(program PRIVATE " FIREFLY_SOURCE_DIR ")\n";
  for (const CompiledModel& model : models_) {
    text += fmt::format(
        "add_subdirectory({0})\n"
        "target_link_libraries(program PRIVATE {0})\n",
        model.emitted.name);
  }
  return text;
}

std::string Program::call_of(const CompiledModel& model, size_t runs) {
  const bool streamed = model.plan.streaming != Streaming::kNone;
  const std::string input =
      streamed ? "{0}_push_row, {1}_ROW_BYTES, {1}_ROWS, {1}_HOP_ROWS"
               : "{0}_input, {0}_input_bytes, {1}_INPUTS, {0}_invoke";
  return fmt::format(
      fmt::runtime("  firefly::testing::run_model<{0}_model>("
                   "firefly::testing::{4}<{0}_model>{{" +
                   input +
                   "}}, "
                   "{{{0}_output, {0}_output_bytes, {1}_OUTPUTS, {0}_reset}}, "
                   "{2}, {3}, in, out);\n"
                   "  static_assert({1}_RAM_BYTES == sizeof({0}::Model), "
                   "\"\");\n"),
      model.emitted.name, upper_case(model.emitted.name), runs,
      streamed || model.plan.state_bytes > 0 ? 0 : 0xa5,
      streamed ? "RowInput" : "WholeInput");
}

std::string Program::main_source() const {
  std::string includes = "#include \"tests/generated/run_model.h\"\n";
  std::string calls;
  for (size_t m = 0; m < models_.size(); ++m) {
    const std::string& name = models_[m].emitted.name;
    includes += fmt::format("#include \"{0}.h\"\n#include \"{0}_c.h\"\n", name);
    calls += call_of(models_[m], expected_[m].size() - 1);
  }
  return fmt::format(
      "{}\nint main(int, char** argv) {{\n"
      "  std::FILE* in = std::fopen(argv[1], \"rb\");\n"
      "  std::FILE* out = std::fopen(argv[2], \"wb\");\n"
      "{}  std::fclose(in);\n  return std::fclose(out);\n}}\n",
      includes, calls);
}

void Program::compare() const {
  std::ifstream file(directory_ / "output", std::ios::binary);
  for (size_t m = 0; m < models_.size(); ++m) {
    for (size_t run = 0; run < expected_[m].size(); ++run) {
      Bytes bytes(expected_[m][run].size());
      file.read(reinterpret_cast<char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
      ASSERT_TRUE(file.good());
      EXPECT_EQ(bytes, expected_[m][run])
          << "run " << run << " of\n"
          << to_string(models_[m].source) << "as compiled\n"
          << to_string(models_[m].graph);
    }
  }
  EXPECT_EQ(file.peek(), std::ifstream::traits_type::eof());
}

}  // namespace firefly
