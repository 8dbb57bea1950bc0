// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "graph/graph.h"

namespace firefly::tflite {

/// An error unless the file declares `output` with the computed extents. For
/// operators whose shape verify() can not infer, as it is an attribute.
[[nodiscard]] Status check_declared(const Tensor& output,
                                    const std::vector<int64_t>& extents);

}  // namespace firefly::tflite
