// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "data/find_files.h"
#include "data/parameters.h"
#include "graph/status.h"

namespace firefly {

/// The split of a file by the rule that comes with Speech Commands (its README,
/// which_set): the SHA-1 of the name before "_nohash_" decides, so that a
/// speaker stays in one split however the set grows.
[[nodiscard]] std::string_view speech_commands_split(std::string_view path,
                                                     double validation_percent,
                                                     double test_percent);

/// Gives files without a split the one that validation_list.txt and
/// testing_list.txt say where they are there, else the rule's; and files
/// without a group their speaker, as the name tells it.
[[nodiscard]] Status apply_speech_commands_rules(
    const SplitParameters& parameters, FoundFiles& found);

}  // namespace firefly
