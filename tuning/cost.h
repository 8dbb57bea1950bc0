// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "data/data_set.h"
#include "project/board_run.h"
#include "project/project.h"

namespace firefly {

/// What a project's pipeline costs on its board before it is trained: the
/// network with weights as training starts from, ranges measured on some
/// recordings, through the same export, compiler and emulator as a trained one.
/// Errors say why there can be no such pipeline, or that it does not fit.
[[nodiscard]] Expected<BoardCost> measure_cost(const Project& project,
                                               const DataSet& data);

/// The same for all projects whose pipelines cost the same: they may differ in
/// training, augmentation and the like.
[[nodiscard]] std::string cost_key(const Project& project, const DataSet& data);

/// Which of the limits of [tune] the costs are over, with both figures; empty:
/// none.
[[nodiscard]] std::string over_limits(const BoardCost& cost,
                                      const TuneParameters& limits);

/// What cost_json() wrote; costs that lack something have 0 there.
[[nodiscard]] Expected<BoardCost> read_cost(const std::string& json);

}  // namespace firefly
