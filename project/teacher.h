// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/status.h"
#include "project/project.h"
#include "project/training_set.h"
#include "trainer/fold_batch_norm.h"
#include "trainer/score.h"
#include "trainer/training.h"

namespace firefly {

/// The project whose [model] is the teacher of this one.
[[nodiscard]] Project teacher_project(const Project& project);

struct Teacher {
  trainer::Model model;
  trainer::Score score;  ///< On the validation windows.
};

/// The teacher that [training.teacher] names, trained in float as far as its
/// checkpoint leaves something to do. It is a run of its own, that of
/// teacher_project(): students with the same data share it.
[[nodiscard]] Expected<Teacher> train_teacher(
    const Project& project, const TrainingSet& set,
    const trainer::TrainingOptions& progress);

}  // namespace firefly
