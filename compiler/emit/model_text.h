// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compiler/emit/emit.h"

namespace firefly {

/// What all files of an emitted model are printed from, and the spellings that
/// they share.
struct ModelText {
  const Graph& graph;
  const Plan& plan;
  const EmitOptions& options;
  const std::string& name;

  [[nodiscard]] bool has_state() const { return plan.state_bytes > 0; }
  /// The model's memory: arena, scratch, state, and a flag if there is state.
  [[nodiscard]] int32_t ram_bytes() const {
    const int32_t bytes = plan.memory_bytes() + (has_state() ? 1 : 0);
    return (bytes + 7) / 8 * 8;
  }
  /// Whether operator `index` makes the newest row of what an endless group
  /// hands on.
  [[nodiscard]] bool is_outlet(size_t index) const {
    return plan.streaming == Streaming::kSliding &&
           index + 1 == plan.rates.size();
  }
  /// Whether rows of the output of operator `index` stay from window to window.
  [[nodiscard]] bool is_moving(size_t index) const {
    return index < plan.moved.size();
  }
  /// Rows of a tensor that has some; a ring of an endless group has no last.
  [[nodiscard]] int32_t height(TensorId id) const;
  /// Of a streamed input: bytes of a row, rows that complete an inference once
  /// the first is complete.
  [[nodiscard]] int32_t input_row_bytes() const;
  [[nodiscard]] int32_t hop_rows() const;
  [[nodiscard]] bool is_streamed() const {
    return plan.streaming != Streaming::kNone;
  }
  [[nodiscard]] const Placement& placement(TensorId id) const {
    return plan.placements[static_cast<size_t>(id)];
  }

  /// "// kws.h, made by firefly 0.1.0 from kws.tflite for cortex-m4, fit …"
  [[nodiscard]] std::string banner(std::string_view file) const;
  /// "25x5x64": without the batch of one.
  [[nodiscard]] std::string short_shape(TensorId id) const;
};

}  // namespace firefly
