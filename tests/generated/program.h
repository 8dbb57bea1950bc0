// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "emulator/inputs.h"

namespace firefly {

/// One host program of many emitted models, each added by its own
/// CMakeLists.txt, with warnings as errors, under ASan and UBSan.
class Program {
 public:
  explicit Program(std::filesystem::path directory)
      : directory_(std::move(directory)) {}

  /// Compiles a network and computes what is expected of it.
  void add(const Graph& graph, Streaming streaming = Streaming::kNone,
           Isa isa = Isa::kPortable, Fit fit = Fit::kSpeed,
           int32_t hop_rows = 0);
  /// How the input of the network added last comes.
  [[nodiscard]] Streaming streaming() const;
  [[nodiscard]] int32_t hop_rows() const;
  /// Of the network added last: tensors that are rows of planes.
  [[nodiscard]] int planes() const;
  /// Likewise: operators that make two rows a call.
  [[nodiscard]] int row_pairs() const;
  /// Likewise: layers on the kernel of scarce flash.
  [[nodiscard]] int compact_layers() const;
  /// Expects the same bytes as the interpreter's, of a few inferences in a row
  /// (where a window slides, of two windows of rows and all between them) and
  /// of the first again after a reset.
  void build_and_run();

 private:
  void run(const std::vector<std::string>& command);
  [[nodiscard]] std::vector<Bytes> add_input();
  [[nodiscard]] std::string cmake_lists() const;
  [[nodiscard]] std::string main_source() const;
  [[nodiscard]] static std::string call_of(const CompiledModel& model,
                                           size_t runs);
  void compare() const;

  std::filesystem::path directory_;
  std::vector<CompiledModel> models_;
  Bytes input_;                               // of all models
  std::vector<std::vector<Bytes>> expected_;  // by model and run
};

}  // namespace firefly
