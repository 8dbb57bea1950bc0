// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "graph/prepare/quantization.h"
#include "kernels/lstm.h"

namespace firefly {

[[nodiscard]] LstmShape lstm_shape(const Lstm& kind, const Graph& graph,
                                   const Op& op);

/// An LstmS8 and what it points to.
struct PreparedLstmS8 {
  LstmShape shape{};
  std::vector<int8_t> weights;
  std::vector<int32_t> bias;
  std::array<QuantizedMultiplier, kLstmGates> from_input;
  std::array<QuantizedMultiplier, kLstmGates> from_hidden;
  QuantizedMultiplier forget;
  QuantizedMultiplier input;
  QuantizedMultiplier hidden;
  int32_t hidden_zero_point = 0;
  int32_t cell_clip = 0;
  int32_t tanh_multiplier = 0;
  int32_t tanh_shift = 0;
  std::vector<int16_t> sigmoid;

  [[nodiscard]] LstmS8 layer() const;
};
[[nodiscard]] PreparedLstmS8 prepare_lstm_s8(const Lstm& kind,
                                             const Graph& graph, const Op& op);

/// An LstmF32 and what it points to.
struct PreparedLstmF32 {
  LstmShape shape{};
  std::vector<float> weights;
  std::vector<float> bias;
  float cell_clip = 0.0F;

  [[nodiscard]] LstmF32 layer() const;
};
[[nodiscard]] PreparedLstmF32 prepare_lstm_f32(const Lstm& kind,
                                               const Graph& graph,
                                               const Op& op);

}  // namespace firefly
