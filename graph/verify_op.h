// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "graph/graph.h"

namespace firefly {

/// What is wrong with the operands, types, quantisation or shapes of `op`, or
/// an empty string. Its tensor ids are valid and its tensors sound.
[[nodiscard]] std::string verify_op(const Graph& graph, const Op& op);

}  // namespace firefly
