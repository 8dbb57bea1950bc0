// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "compiler/schedule/plan.h"
#include "graph/graph.h"

namespace firefly {

struct EmitOptions {
  std::string source;  ///< "kws_ref_model.tflite"
  std::string board;   ///< "cortex-m4"
  Isa isa = Isa::kPortable;
  Fit fit = Fit::kSpeed;
  Streaming streaming = Streaming::kNone;
  /// Of a window that slides: input rows from one to the next, 0 for as few as
  /// possible.
  int32_t hop_rows = 0;
  FlashLimit flash;
  /// RAM that the model may take.
  int64_t ram_bytes = std::numeric_limits<int64_t>::max();
  std::string kernel;  ///< As in LowerOptions.
};

struct EmittedFile {
  std::string path;  ///< Relative to the output directory.
  std::string text;
};

/// A network as C++17 sources for a freestanding target, complete: the model,
/// its C API, a CMakeLists.txt, and the runtime headers that it includes. The
/// same network and options give the same bytes.
struct EmittedModel {
  std::string name;  ///< Namespace, and stem of the files.
  std::vector<EmittedFile> files;
  std::vector<std::string> sources;       ///< Of `files`, those to compile.
  std::vector<std::string> include_dirs;  ///< Relative to the directory.
  int32_t ram_bytes = 0;                  ///< sizeof(Model)
  std::string entry;                      ///< The C function that computes.
};

[[nodiscard]] EmittedModel emit_model(const Graph& graph, const Plan& plan,
                                      const EmitOptions& options);

/// The CMakeLists.txt that builds `model.sources`.
[[nodiscard]] std::string cmake_lists(const EmittedModel& model);

}  // namespace firefly
