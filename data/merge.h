// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/data_set.h"

namespace firefly {

/// Adds a data set to another: synthetic recordings to real ones. Classes that
/// are new come last; the splits are to be made once more (make_splits), in
/// which given ones stay.
void merge(DataSet from, DataSet& into);

}  // namespace firefly
