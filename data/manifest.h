// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "data/data_set.h"

namespace firefly {

/// What a data set is, as JSON: for each split its recordings, groups, seconds
/// and class balance; files that hold the same; problems; the hash of each
/// file, and one of the whole, by which a training run names its data.
[[nodiscard]] std::string manifest_of(const DataSet& data);

/// 64 hexadecimal digits that change with any file, label, group or split.
[[nodiscard]] std::string digest_of(const DataSet& data);

}  // namespace firefly
