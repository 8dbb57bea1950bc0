// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/status.h"
#include "project/examples.h"

namespace firefly {

/// A trained project without its data: what a device needs.
struct ProjectModel {
  Graph graph;
  std::unique_ptr<Featurizer> featurizer;
  std::vector<std::string> classes;
};

/// The int8 model of a project; fails if its input is not what the front end
/// makes.
[[nodiscard]] Expected<Graph> read_model(const std::filesystem::path& path,
                                         const Featurizer& featurizer);

/// folder/model.tflite and folder/labels.txt, which training wrote.
[[nodiscard]] Expected<ProjectModel> load_project_model(const Project& project);

}  // namespace firefly
