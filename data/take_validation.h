// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/data_set.h"
#include "data/parameters.h"

namespace firefly {

/// Where no recording is left to validate on, moves groups of train there, as
/// the hash of their names orders them: validation_percent of them (10 where
/// that is 0), and one of each class that has two. Train keeps a group of each
/// class. A problem says so; where train has no group to spare nothing changes.
void take_validation(const SplitParameters& parameters, DataSet& data);

}  // namespace firefly
