// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"
#include "trainer/network.h"

namespace firefly::trainer {

/// A trained network without batch norms, and the ranges of its layers'
/// outputs, as an int8 graph: input 1 x H x W x C, or the output of a softmax
/// (1/256, −128) or the reconstruction 1 x HWC. Passes verify().
[[nodiscard]] Expected<Graph> to_graph(const Network& network,
                                       const Values& values,
                                       const std::vector<Range>& ranges,
                                       const std::string& name);

}  // namespace firefly::trainer
