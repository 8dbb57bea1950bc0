// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/status.h"
#include "project/board_run.h"

namespace firefly {

/// A file as the board heard, felt or saw it.
struct FileRun {
  std::string file;
  std::vector<BoardInference> inferences;
};

struct ProjectRun {
  std::string project;
  std::vector<std::string> classes;  ///< Of the outputs, if they are scores.
  std::vector<std::string> event_names;  ///< By BoardInference::event_class.
  std::vector<FileRun> files;
  BoardCost cost;  ///< The dearest of all; exact if all were.
};

/// Runs files through the project's pipeline on its emulated board: front end,
/// model.tflite, events. Each file meets a pipeline that was just started.
[[nodiscard]] Expected<ProjectRun> run_project(
    const Project& project, const std::vector<std::filesystem::path>& files);

/// The pipeline's sources for the project's board.
[[nodiscard]] Expected<EmittedModel> compile_project(const Project& project);

/// A table for a terminal, and one JSON object.
[[nodiscard]] std::string to_text(const ProjectRun& run);
[[nodiscard]] std::string to_json(const ProjectRun& run);

}  // namespace firefly
