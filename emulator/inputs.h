// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "emulator/runner.h"
#include "graph/graph.h"

namespace firefly {

// Inputs and outputs here are all tensors of one inference, concatenated: raw
// little-endian bytes.

[[nodiscard]] size_t input_size_bytes(const Graph& graph);

/// The fixed pattern of CLI.md for --seed.
[[nodiscard]] Bytes pattern_input(const Graph& graph, uint32_t seed);

/// Random bytes (floats in [-1, 1)), the same for a seed everywhere.
[[nodiscard]] Bytes random_input(const Graph& graph, uint32_t seed);

/// `count` inputs to compare a board on: the pattern, then random ones.
[[nodiscard]] std::vector<Bytes> varied_inputs(const Graph& graph, int count);

/// What the host reference makes of `inputs`,
/// in order; state goes on from one to the next.
[[nodiscard]] std::vector<Bytes> reference_outputs(
    const Graph& graph, const std::vector<Bytes>& inputs);

/// Each invoke's output tensors, concatenated.
[[nodiscard]] std::vector<Bytes> outputs_of(const RunResult& run);

}  // namespace firefly
