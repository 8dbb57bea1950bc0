// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "config/keys.h"
#include "data/augment/parameters.h"
#include "data/parameters.h"
#include "data/synthesis/parameters.h"
#include "frontends/front_end.h"
#include "graph/status.h"
#include "project/cascade.h"
#include "project/gate.h"
#include "project/parameters.h"
#include "project/tune_parameters.h"
#include "trainer/architecture.h"
#include "trainer/training_parameters.h"

namespace firefly {

/// Name of the file that makes a folder a project.
inline constexpr std::string_view kProjectFile = "firefly.toml";

/// A kind of front end, at the version whose bits a model was trained on, with
/// its parameters.
struct FrontEndChoice {
  std::string kind = "log-mel";
  int version = 1;
  std::shared_ptr<FrontEndDesign> design;
};

/// A family of networks with its parameters.
struct ModelChoice {
  std::string architecture = "ds-cnn";
  trainer::Task task = trainer::Task::kClassify;
  std::shared_ptr<trainer::ArchitectureDesign> design;
};

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
  ModelChoice model;
  trainer::TrainingParameters training;
  GateParameters gate;
  CascadeParameters cascade;
  EventParameters events;
  TargetParameters target;
  TuneParameters tune;
};

/// All tables that a model follows from: not [cascade], which only says when it
/// runs, and not [tune].
void declare(Keys& keys, Project& project);

/// These and the others: the whole file.
void declare_file(Keys& keys, Project& project);

/// [tune.space]: any key of the project with values to try. `project` gives
/// the keys and stays as it is.
void declare_space(Keys& keys, const Project& project,
                   std::vector<Dimension>& space);

/// Reads folder/firefly.toml. An error says all that is wrong in it.
[[nodiscard]] Expected<Project> load_project(
    const std::filesystem::path& folder);

/// The same from its text; `file` stands for it in messages. `changes` are
/// keys of another value, as read_toml() takes them.
[[nodiscard]] Expected<Project> parse_project(std::string_view text,
                                              const std::string& file,
                                              std::string_view changes = "");

/// Every key of every table with its meaning, in Markdown.
[[nodiscard]] std::string project_reference();

}  // namespace firefly
