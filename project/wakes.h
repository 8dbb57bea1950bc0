// SPDX-License-Identifier: Apache-2.0
//
// To hear what the second network of a cascade hears, something has to wake it.
#pragma once

#include <string_view>
#include <vector>

#include "graph/status.h"
#include "project/project.h"
#include "project/streams.h"

namespace firefly {

/// The recordings of a split of the first project of a cascade that are an
/// event there; none without [cascade]. Fails where that project has none, or
/// learns on the device what is one.
[[nodiscard]] Expected<std::vector<Signal>> load_wakes(const Project& project,
                                                       std::string_view split);

/// Puts `wake` before a stream that is one event of `project` as a whole, and
/// `rest` samples of nothing behind it, in which a word is heard to its end.
/// Streams of silent classes stay: nobody wakes the network there; and so do
/// those with events marked in them, which hold what wakes it or do not.
/// Returns whether it was put.
bool put_wake_before(const Project& project, const Signal& wake, int64_t rest,
                     Stream& stream);

}  // namespace firefly
