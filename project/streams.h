// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/data_set.h"
#include "project/project.h"

namespace firefly {

/// What a device hears or feels without a pause, and what is in it.
struct Stream {
  Signal signal;
  std::string label;
  std::vector<Interval> intervals;  ///< Of the recording; empty: all of it.
};

/// The recordings of a split, one stream each. Sounds of silent classes are
/// joined, a minute to a stream or a little more: a device never hears a clip
/// alone, and of one as short as a window a single step would be scored.
[[nodiscard]] std::vector<Stream> streams_of(const Project& project,
                                             const DataSet& data,
                                             std::string_view split);

}  // namespace firefly
