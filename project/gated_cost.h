// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "emulator/board.h"
#include "emulator/runner.h"
#include "project/board_run.h"
#include "project/gate.h"
#include "project/pipeline_source.h"

namespace firefly {

/// The chunk of pipeline_chunk_samples() in which a step of the network falls.
[[nodiscard]] size_t chunk_of_step(const PipelineDesign& design, size_t step);

/// What the steps of a gated pipeline cost on a board, where chunk i of the
/// samples was invocation i; `steps` are those of `pipeline.gate`.
[[nodiscard]] BoardCost::Gated gated_cost(
    const BoardPipeline& pipeline, const std::vector<InvokeResult>& invokes,
    const std::vector<GateStep>& steps, const std::vector<int16_t>& samples);

}  // namespace firefly
