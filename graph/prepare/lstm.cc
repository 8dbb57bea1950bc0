// SPDX-License-Identifier: Apache-2.0
//
// Source: TFLM tensorflow/lite/micro/kernels/lstm_eval_common.cc.
#include "graph/prepare/lstm.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "graph/prepare/unary.h"

namespace firefly {
namespace {

/// TFLite's input numbers of one gate.
struct GateInputs {
  size_t input_weights;
  size_t recurrent_weights;
  size_t bias;
};
/// In the order of LstmGate.
constexpr std::array<GateInputs, kLstmGates> kGates = {
    {{2, 6, 13}, {1, 5, 12}, {4, 8, 15}, {3, 7, 14}}};
constexpr size_t kHiddenState = 18;
constexpr size_t kCellState = 19;

/// Scales of the gates' fixed-point formats.
constexpr float kQ3Point12 = 1.0F / 4096.0F;
constexpr float kQ0Point15 = 1.0F / 32768.0F;

const Tensor& input(const Graph& graph, const Op& op, size_t i) {
  return graph.tensor(op.inputs[i]);
}

/// [state_elems][gate][input_elems + state_elems].
template <class T>
std::vector<T> pack_weights(const LstmShape& shape, const Graph& graph,
                            const Op& op) {
  std::vector<T> packed;
  std::array<std::vector<T>, kLstmGates> from_input;
  std::array<std::vector<T>, kLstmGates> from_hidden;
  for (size_t g = 0; g < kLstmGates; ++g) {
    from_input[g] = input(graph, op, kGates[g].input_weights).values<T>();
    from_hidden[g] = input(graph, op, kGates[g].recurrent_weights).values<T>();
  }
  const auto append_row = [&](const std::vector<T>& matrix, int32_t row,
                              int32_t elems) {
    const auto first = matrix.begin() + row * elems;
    packed.insert(packed.end(), first, first + elems);
  };
  for (int32_t s = 0; s < shape.state_elems; ++s) {
    for (size_t g = 0; g < kLstmGates; ++g) {
      append_row(from_input[g], s, shape.input_elems);
      append_row(from_hidden[g], s, shape.state_elems);
    }
  }
  return packed;
}

/// bias − zero_point · Σ weights: what the zero point adds to every sum.
int32_t fold_zero_point(int32_t bias, int32_t zero_point, const int8_t* weights,
                        int32_t count) {
  for (int32_t i = 0; i < count; ++i) {
    bias = wrapping_add(bias, -zero_point * weights[i]);
  }
  return bias;
}

/// [state_elems][gate][W·x, R·hidden].
std::vector<int32_t> fold_biases(const PreparedLstmS8& lstm, const Graph& graph,
                                 const Op& op) {
  const int32_t input_zero = input(graph, op, 0).zero_point();
  const int32_t hidden_zero = input(graph, op, kHiddenState).zero_point();
  const LstmShape& shape = lstm.shape;
  const int8_t* weights = lstm.weights.data();
  std::vector<int32_t> folded;
  for (int32_t s = 0; s < shape.state_elems; ++s) {
    for (const GateInputs& gate : kGates) {
      const int32_t bias =
          input(graph, op, gate.bias).values<int32_t>()[static_cast<size_t>(s)];
      folded.push_back(
          fold_zero_point(bias, input_zero, weights, shape.input_elems));
      weights += shape.input_elems;
      folded.push_back(
          fold_zero_point(0, hidden_zero, weights, shape.state_elems));
      weights += shape.state_elems;
    }
  }
  return folded;
}

/// Of a product of two symmetric numbers.
QuantizedMultiplier product_multiplier(float a, float b, float output) {
  return quantize_multiplier(static_cast<double>(a) * static_cast<double>(b) /
                             static_cast<double>(output));
}

void quantize_gates(PreparedLstmS8& lstm, const Graph& graph, const Op& op) {
  Tensor gate_sum;
  gate_sum.quantization = {{kQ3Point12}, {0}, 0};
  for (size_t g = 0; g < kLstmGates; ++g) {
    lstm.from_input[g] =
        tensor_multiplier(input(graph, op, 0),
                          input(graph, op, kGates[g].input_weights), gate_sum);
    lstm.from_hidden[g] = tensor_multiplier(
        input(graph, op, kHiddenState),
        input(graph, op, kGates[g].recurrent_weights), gate_sum);
  }
}

/// tanh takes cells of scale 2^log2_scale.
void scale_tanh(PreparedLstmS8& lstm, int log2_scale) {
  const int shift_left = 12 + log2_scale;
  lstm.tanh_multiplier = shift_left < 0 ? 3 : 3 << shift_left;
  lstm.tanh_shift = shift_left < 0 ? -shift_left : 0;
}

}  // namespace

LstmShape lstm_shape(const Lstm& kind, const Graph& graph, const Op& op) {
  const Shape& x = input(graph, op, 0).shape;
  const int32_t steps = kind.time_major ? x[0] : x[1];
  const int32_t sequences = kind.time_major ? x[1] : x[0];
  return {sequences,
          steps,
          x[2],
          input(graph, op, kHiddenState).shape.back(),
          kind.time_major ? 1 : steps,
          kind.time_major ? sequences : 1};
}

LstmS8 PreparedLstmS8::layer() const {
  LstmScales scales{};
  for (size_t g = 0; g < kLstmGates; ++g) {
    scales.input_multiplier[g] = from_input[g].multiplier;
    scales.input_shift[g] = from_input[g].shift;
    scales.recurrent_multiplier[g] = from_hidden[g].multiplier;
    scales.recurrent_shift[g] = from_hidden[g].shift;
  }
  return {shape,
          weights.data(),
          bias.data(),
          scales,
          forget.multiplier,
          forget.shift,
          input.multiplier,
          input.shift,
          hidden.multiplier,
          hidden.shift,
          hidden_zero_point,
          cell_clip,
          tanh_multiplier,
          tanh_shift,
          sigmoid.data()};
}

PreparedLstmS8 prepare_lstm_s8(const Lstm& kind, const Graph& graph,
                               const Op& op) {
  const Tensor& hidden = input(graph, op, kHiddenState);
  const float cell_scale = input(graph, op, kCellState).scale();
  PreparedLstmS8 lstm;
  lstm.shape = lstm_shape(kind, graph, op);
  lstm.weights = pack_weights<int8_t>(lstm.shape, graph, op);
  lstm.bias = fold_biases(lstm, graph, op);
  quantize_gates(lstm, graph, op);
  lstm.forget = product_multiplier(kQ0Point15, cell_scale, cell_scale);
  lstm.input = product_multiplier(kQ0Point15, kQ0Point15, cell_scale);
  lstm.hidden = product_multiplier(kQ0Point15, kQ0Point15, hidden.scale());
  lstm.hidden_zero_point = hidden.zero_point();
  // Without clipping, the bound is that of the type.
  constexpr int32_t kUnclipped = -std::numeric_limits<int16_t>::min();
  lstm.cell_clip =
      kind.cell_clip > 0.0F
          ? static_cast<int32_t>(std::min(static_cast<double>(kind.cell_clip) /
                                              static_cast<double>(cell_scale),
                                          32767.0))
          : kUnclipped;
  scale_tanh(lstm, static_cast<int>(std::lround(std::log2(cell_scale))));
  lstm.sigmoid = sigmoid_table_s16();
  return lstm;
}

LstmF32 PreparedLstmF32::layer() const {
  return {shape, weights.data(), bias.data(), cell_clip};
}

PreparedLstmF32 prepare_lstm_f32(const Lstm& kind, const Graph& graph,
                                 const Op& op) {
  PreparedLstmF32 lstm;
  lstm.shape = lstm_shape(kind, graph, op);
  lstm.weights = pack_weights<float>(lstm.shape, graph, op);
  for (int32_t s = 0; s < lstm.shape.state_elems; ++s) {
    for (const GateInputs& gate : kGates) {
      lstm.bias.push_back(
          input(graph, op, gate.bias).values<float>()[static_cast<size_t>(s)]);
    }
  }
  lstm.cell_clip = kind.cell_clip > 0.0F ? kind.cell_clip
                                         : std::numeric_limits<float>::max();
  return lstm;
}

}  // namespace firefly
