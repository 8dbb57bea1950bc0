// SPDX-License-Identifier: Apache-2.0
#include "project/teacher.h"

#include "formats/files.h"

namespace firefly {

Project teacher_project(const Project& project) {
  Project teacher = project;
  const trainer::TeacherParameters& parameters = project.training.teacher;
  teacher.model.architecture = parameters.architecture;
  teacher.model.design = parameters.design;
  teacher.training.teacher = {};
  return teacher;
}

Expected<Teacher> train_teacher(const Project& project, const TrainingSet& set,
                                const trainer::TrainingOptions& progress) {
  const Project teacher = teacher_project(project);
  const Expected<trainer::Network> network =
      make_network(teacher, *set.featurizer, set.data->classes.size());
  if (!network.ok()) {
    return Error{network.error().code,
                 "[training.teacher]: " + network.error().message};
  }
  const std::string id = run_id(teacher, *set.data);
  const std::filesystem::path folder = project.folder / "runs" / id;
  FIREFLY_RETURN_IF_ERROR(
      write_file(folder / kProjectFile, configuration_of(teacher)));
  trainer::TrainingOptions options = progress;
  options.checkpoint = folder / "checkpoint";
  options.identity = id;
  options.float_only = true;
  Expected<trainer::TrainedModel> trained = trainer::train(
      *network, *set.training, *set.validation, teacher.training, options);
  FIREFLY_RETURN_IF_ERROR(trained);
  return Teacher{std::move(trained->floating), trained->float_score};
}

}  // namespace firefly
