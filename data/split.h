// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/data_set.h"
#include "data/parameters.h"
#include "graph/status.h"

namespace firefly {

inline constexpr std::string_view kTrain = "train";
inline constexpr std::string_view kValidation = "validation";
inline constexpr std::string_view kTest = "test";

/// Gives each recording its split, by `parameters`. All recordings of a group
/// come to the same; by rule "hash" a group's place depends on its name alone,
/// so more data moves nothing that was there. Where a wanted split would lack a
/// class, the class's group that the hash puts nearest to it moves there.
/// Errors: a group in hold_out that is not there; nothing left to train with.
/// What is wanted and can not be becomes a problem.
[[nodiscard]] Status make_splits(const SplitParameters& parameters,
                                 DataSet& data);

/// Where knowledge leaks between splits: a group, or the same file content, in
/// two of them. Nothing after make_splits unless the splits were given so.
[[nodiscard]] std::vector<Problem> find_leaks(const DataSet& data);

/// The groups of a data set, sorted: what hold_out can name in turn.
[[nodiscard]] std::vector<std::string> groups_of(const DataSet& data);

}  // namespace firefly
