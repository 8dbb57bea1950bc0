// SPDX-License-Identifier: Apache-2.0
//
// LSTM over a sequence, as TFLM computes it (tensorflow/lite/micro/kernels/
// lstm_eval.h): no peephole, projection or layer normalisation. LiteRT's
// integer kernel rounds differently; microcontrollers run this one.
//
//   gate  = f(W·x + b + R·hidden)    logistic; tanh for the cell gate
//   cell  = forget · cell + input · cell gate
//   hidden = output gate · tanh(cell)
#pragma once

#include "isa/dot_run.h"
#include "kernels/requantize.h"
#include "kernels/sigmoid_s16.h"
#include "kernels/unary.h"

namespace firefly {

/// x: [sequences, steps, input_elems] or time-major, output: the same with
/// state_elems, hidden and cell state: [sequences, state_elems].
struct LstmShape {
  int32_t sequences;
  int32_t steps;
  int32_t input_elems;
  int32_t state_elems;
  int32_t sequence_stride;  ///< In vectors: from one sequence to the next.
  int32_t step_stride;      ///< In vectors: from one step to the next.
};

/// The order of the gates in weights and biases, tanh last.
enum LstmGate { kForgetGate, kInputGate, kOutputGate, kCellGate, kLstmGates };

/// real ≈ multiplier · 2^(shift − 31), twice for each gate.
struct LstmScales {
  int32_t input_multiplier[kLstmGates];
  int32_t input_shift[kLstmGates];
  int32_t recurrent_multiplier[kLstmGates];
  int32_t recurrent_shift[kLstmGates];
};

struct LstmS8 {
  LstmShape shape;
  /// [state_elems][gate][input_elems + state_elems]: W beside R.
  const int8_t* weights;
  /// [state_elems][gate][2]: of W·x and of R·hidden, zero points folded in.
  const int32_t* bias;
  LstmScales scales;          ///< To Q3.12.
  int32_t forget_multiplier;  ///< Of forget gate · cell.
  int32_t forget_shift;
  int32_t input_multiplier;  ///< Of input gate · cell gate.
  int32_t input_shift;
  int32_t hidden_multiplier;  ///< Of output gate · tanh(cell).
  int32_t hidden_shift;
  int32_t hidden_zero_point;
  int32_t cell_clip;        ///< Largest magnitude of a cell.
  int32_t tanh_multiplier;  ///< As SigmoidS16, of a cell.
  int32_t tanh_shift;
  const int16_t* sigmoid;  ///< As SigmoidS16::table.
};

struct LstmF32 {
  LstmShape shape;
  const float* weights;  ///< As LstmS8.
  const float* bias;     ///< [state_elems][gate].
  float cell_clip;       ///< Largest magnitude of a cell.
};

namespace lstm_detail {

FIREFLY_INLINE float dot(const float* a, const float* b, int32_t count) {
  float sum = 0.0F;
  for (int32_t i = 0; i < count; ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

FIREFLY_INLINE int32_t saturate_s16(int32_t x) {
  return clamp<int32_t>(x, INT16_MIN, INT16_MAX);
}

/// Updates one cell and returns its hidden value. `weights` and `bias`: the
/// cell's own.
FIREFLY_INLINE int8_t step(const LstmS8& layer, const int8_t* weights,
                           const int32_t* bias, const int8_t* x,
                           const int8_t* hidden, int16_t* cell) {
  constexpr OutputRange kS16 = {0, INT16_MIN, INT16_MAX};
  const int32_t inputs = layer.shape.input_elems;
  const int32_t stride = inputs + layer.shape.state_elems;
  int32_t from_input[kLstmGates] = {};
  int32_t from_hidden[kLstmGates] = {};
  add_products<kLstmGates>(x, weights, stride, inputs, from_input);
  add_products<kLstmGates>(hidden, weights + inputs, stride,
                           layer.shape.state_elems, from_hidden);
  int16_t gate[kLstmGates];
  for (int g = 0; g < kLstmGates; ++g) {
    // Both products are int16 tensors in TFLM, and saturate one by one.
    gate[g] = static_cast<int16_t>(saturate_s16(
        requantize<int32_t>(wrapping_add(from_input[g], bias[2 * g]),
                            layer.scales.input_multiplier[g],
                            layer.scales.input_shift[g], kS16) +
        requantize<int32_t>(wrapping_add(from_hidden[g], bias[2 * g + 1]),
                            layer.scales.recurrent_multiplier[g],
                            layer.scales.recurrent_shift[g], kS16)));
  }
  logistic_s16({kCellGate, 3, 0, layer.sigmoid}, gate, gate);
  tanh_s16({1, 3, 0, layer.sigmoid}, gate + kCellGate, gate + kCellGate);

  const int32_t kept =
      requantize<int32_t>(gate[kForgetGate] * *cell, layer.forget_multiplier,
                          layer.forget_shift, kS16);
  const int32_t added =
      requantize<int32_t>(gate[kInputGate] * gate[kCellGate],
                          layer.input_multiplier, layer.input_shift, kS16);
  *cell = static_cast<int16_t>(
      clamp(saturate_s16(kept + added), -layer.cell_clip, layer.cell_clip));

  int16_t squashed;
  tanh_s16({1, layer.tanh_multiplier, layer.tanh_shift, layer.sigmoid}, cell,
           &squashed);
  return static_cast<int8_t>(requantize<int32_t>(
      squashed * gate[kOutputGate], layer.hidden_multiplier, layer.hidden_shift,
      {layer.hidden_zero_point, INT8_MIN, INT8_MAX}));
}

FIREFLY_INLINE float step(const LstmF32& layer, const float* weights,
                          const float* bias, const float* x,
                          const float* hidden, float* cell) {
  float gate[kLstmGates];
  for (int g = 0; g < kLstmGates; ++g) {
    const float from_input = dot(weights, x, layer.shape.input_elems) + bias[g];
    weights += layer.shape.input_elems;
    gate[g] = from_input + dot(weights, hidden, layer.shape.state_elems);
    weights += layer.shape.state_elems;
    gate[g] = g == kCellGate ? elementwise::Tanh::apply({}, gate[g])
                             : elementwise::Logistic::apply({}, gate[g]);
  }
  const float kept = gate[kForgetGate] * *cell;
  const float added = gate[kInputGate] * gate[kCellGate];
  *cell = clamp(kept + added, -layer.cell_clip, layer.cell_clip);
  return elementwise::Tanh::apply({}, *cell) * gate[kOutputGate];
}

/// The new hidden state grows in the output, while all cells still read the old
/// one; so no scratch is needed.
template <class Layer, class T, class Bias, class Cell>
FIREFLY_INLINE void run(const Layer& layer, int32_t biases_per_cell, Bias bias,
                        const T* x, T* hidden, Cell* cell, T* output) {
  const LstmShape& shape = layer.shape;
  const int32_t weights_per_cell =
      kLstmGates * (shape.input_elems + shape.state_elems);
  for (int32_t n = 0; n < shape.sequences; ++n) {
    for (int32_t t = 0; t < shape.steps; ++t) {
      const int32_t vector = n * shape.sequence_stride + t * shape.step_stride;
      const T* const frame = x + vector * shape.input_elems;
      T* const out = output + vector * shape.state_elems;
      for (int32_t s = 0; s < shape.state_elems; ++s) {
        out[s] = step(layer, layer.weights + s * weights_per_cell,
                      bias + s * biases_per_cell, frame, hidden, cell + s);
      }
      __builtin_memcpy(hidden, out,
                       static_cast<size_t>(shape.state_elems) * sizeof(T));
    }
    hidden += shape.state_elems;
    cell += shape.state_elems;
  }
}

}  // namespace lstm_detail

/// int8 sequence, int8 hidden state, int16 cell state with a scale that is a
/// power of two. The tensors must not overlap.
FIREFLY_KERNEL
inline void lstm_s8(const LstmS8& layer, const int8_t* x, int8_t* hidden,
                    int16_t* cell, int8_t* output) {
  lstm_detail::run(layer, 2 * kLstmGates, layer.bias, x, hidden, cell, output);
}

/// Adds in TFLM's order; equal to it up to libm and contracted multiply-adds.
/// The tensors must not overlap.
FIREFLY_KERNEL
inline void lstm_f32(const LstmF32& layer, const float* x, float* hidden,
                     float* cell, float* output) {
  lstm_detail::run(layer, kLstmGates, layer.bias, x, hidden, cell, output);
}

}  // namespace firefly
