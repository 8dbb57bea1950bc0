// SPDX-License-Identifier: Apache-2.0
#include "project/project_model.h"

#include <fmt/format.h>

#include <sstream>

#include "formats/files.h"
#include "formats/tflite/reader.h"

namespace firefly {

Expected<Graph> read_model(const std::filesystem::path& path,
                           const Featurizer& featurizer) {
  Expected<Graph> graph = read_tflite_file(path);
  FIREFLY_RETURN_IF_ERROR(graph);
  const Tensor& input = graph->tensor(graph->inputs.front());
  const FeatureFormat& format = featurizer.format();
  if (input.type != DataType::kInt8 ||
      static_cast<size_t>(element_count(input)) != featurizer.size() ||
      input.scale() != format.scale ||
      input.zero_point() != format.zero_point) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format(
            "{}: expected an int8 input of {} values, scale {}, zero point {} "
            "as the project's front end makes; found {} {}, scale {}, zero "
            "point {}: train again, or take the {} that the model was trained "
            "with",
            path.string(), featurizer.size(), format.scale, format.zero_point,
            name_of(input.type), to_string(input.shape), input.scale(),
            input.zero_point(), kProjectFile)};
  }
  return graph;
}

Expected<ProjectModel> load_project_model(const Project& project) {
  const std::filesystem::path path = project.folder / "model.tflite";
  const Expected<std::vector<uint8_t>> labels =
      read_file(project.folder / "labels.txt");
  if (!std::filesystem::exists(path) || !labels.ok()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: model.tflite and labels.txt are not both "
                             "there; `firefly train` makes them",
                             project.folder.string())};
  }
  ProjectModel model;
  std::istringstream lines(std::string(labels->begin(), labels->end()));
  for (std::string line; std::getline(lines, line);) {
    model.classes.push_back(line);
  }
  // A window as long as a recording is as long as the model's input.
  const Expected<Graph> graph = read_tflite_file(path);
  FIREFLY_RETURN_IF_ERROR(graph);
  const Tensor& input = graph->tensor(graph->inputs.front());
  const int64_t samples =
      input.rank() > 1 ? window_samples(project, input.shape[1]) : 0;
  Expected<std::unique_ptr<Featurizer>> featurizer =
      Featurizer::create(project, samples);
  FIREFLY_RETURN_IF_ERROR(featurizer);
  model.featurizer = std::move(*featurizer);
  Expected<Graph> checked = read_model(path, *model.featurizer);
  FIREFLY_RETURN_IF_ERROR(checked);
  model.graph = std::move(*checked);
  return model;
}

}  // namespace firefly
