// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "config/keys.h"
#include "data/augmentation.h"
#include "data/parameters.h"
#include "data/synthesis.h"
#include "frontends/front_end.h"
#include "graph/status.h"
#include "project/parameters.h"
#include "trainer/parameters.h"

namespace firefly {

/// A kind of front end, the version it was chosen at, and its parameters.
struct FrontEndChoice {
  std::string kind = "log-mel";
  int version = 1;
  std::shared_ptr<FrontEndDesign> design;
};

void declare(Keys& keys, FrontEndChoice& choice);

/// All that firefly.toml says: from the sensor to the board.
struct Project {
  std::filesystem::path folder;
  std::string name;
  SensorParameters sensor;
  WindowParameters window;
  FrontEndChoice front_end;
  DataParameters data;
  SynthesisParameters synthesis;
  AugmentationParameters augmentation;
  ModelParameters model;
  TrainingParameters training;
  EventParameters events;
  TargetParameters target;
};

void declare(Keys& keys, Project& project);

/// Name of the file that makes a folder a project.
inline constexpr std::string_view kProjectFile = "firefly.toml";

/// Reads folder/firefly.toml. Errors say all that is wrong in it, and what does
/// not go together.
[[nodiscard]] Expected<Project> load_project(
    const std::filesystem::path& folder);

/// What load_project() does once it has the text.
[[nodiscard]] Expected<Project> parse_project(std::string_view text,
                                              const std::string& file);

/// docs/project-keys.md: every key of every table, from the declarations.
[[nodiscard]] std::string project_reference();

}  // namespace firefly
