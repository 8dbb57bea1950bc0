// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

#include "graph/evaluate/one_op.h"

namespace firefly::testing {
namespace {

using ::testing::Each;
using ::testing::FloatNear;
using ::testing::Pointwise;

constexpr int kInputs = 3;
constexpr int kCells = 4;
constexpr int kSteps = 6;

/// Numbers of one LSTM: matrices and biases of input, forget, cell and output
/// gate, in TFLite's order.
struct Weights {
  std::array<std::vector<float>, 4> input;
  std::array<std::vector<float>, 4> recurrent;
  std::array<std::vector<float>, 4> bias;
};

std::vector<float> uniform(std::mt19937& random, int count, float magnitude) {
  std::uniform_real_distribution<float> distribution(-magnitude, magnitude);
  std::vector<float> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(distribution(random));
  }
  return values;
}

Weights some_weights() {
  std::mt19937 random(1);
  Weights weights;
  for (size_t g = 0; g < 4; ++g) {
    weights.input[g] = uniform(random, kCells * kInputs, 1.0F);
    weights.recurrent[g] = uniform(random, kCells * kCells, 1.0F);
    weights.bias[g] = uniform(random, kCells, 0.5F);
  }
  return weights;
}

/// The textbook's LSTM in double, one sequence.
std::vector<float> textbook(const Weights& weights,
                            const std::vector<float>& x) {
  std::vector<double> hidden(kCells);
  std::vector<double> cell(kCells);
  std::vector<float> output;
  const auto logistic = [](double v) { return 1.0 / (1.0 + std::exp(-v)); };
  for (size_t t = 0; t < kSteps; ++t) {
    std::vector<double> next(kCells);
    for (size_t s = 0; s < kCells; ++s) {
      std::array<double, 4> sum{};
      for (size_t g = 0; g < 4; ++g) {
        sum[g] = static_cast<double>(weights.bias[g][s]);
        for (size_t i = 0; i < kInputs; ++i) {
          sum[g] += static_cast<double>(weights.input[g][s * kInputs + i]) *
                    static_cast<double>(x[t * kInputs + i]);
        }
        for (size_t i = 0; i < kCells; ++i) {
          sum[g] += static_cast<double>(weights.recurrent[g][s * kCells + i]) *
                    hidden[i];
        }
      }
      cell[s] =
          logistic(sum[1]) * cell[s] + logistic(sum[0]) * std::tanh(sum[2]);
      next[s] = logistic(sum[3]) * std::tanh(cell[s]);
    }
    hidden = next;
    for (const double value : hidden) {
      output.push_back(static_cast<float>(value));
    }
  }
  return output;
}

/// An operator with the 24 inputs that TFLite gives it. `matrix` and `vector`
/// make the tensors of a gate.
template <class Matrix, class Vector>
std::vector<Tensor> lstm_inputs(const Weights& weights, Tensor x, Tensor hidden,
                                Tensor cell, Matrix matrix, Vector vector) {
  std::vector<Tensor> inputs(24, absent());
  inputs[0] = std::move(x);
  for (size_t g = 0; g < 4; ++g) {
    inputs[1 + g] = matrix(weights.input[g], kInputs);
    inputs[5 + g] = matrix(weights.recurrent[g], kCells);
    inputs[12 + g] = vector(weights.bias[g]);
  }
  inputs[18] = std::move(hidden);
  inputs[19] = std::move(cell);
  return inputs;
}

OneOp float_lstm(const Weights& weights, const Shape& shape,
                 const std::vector<float>& x, const Lstm& kind = {}) {
  const int32_t sequences = kind.time_major ? shape[1] : shape[0];
  const Shape state = {sequences, kCells};
  const std::vector<float> zeros(static_cast<size_t>(sequences * kCells));
  return OneOp(kind,
               lstm_inputs(
                   weights, tensor_of(shape, x), tensor_of(state, zeros),
                   tensor_of(state, zeros),
                   [](const auto& values, int columns) {
                     return tensor_of<float>({kCells, columns}, values);
                   },
                   [](const auto& values) {
                     return tensor_of<float>({kCells}, values);
                   }),
               output_of<float>({shape[0], shape[1], kCells}));
}

template <class T>
std::vector<T> quantized(const std::vector<float>& values, float scale) {
  std::vector<T> result;
  for (const float value : values) {
    result.push_back(static_cast<T>(std::lround(value / scale)));
  }
  return result;
}

constexpr float kScale = 1.0F / 127.0F;

OneOp integer_lstm(const Weights& weights, const std::vector<float>& x,
                   const Lstm& kind = {}) {
  const Quantization q{{kScale}, {0}, 0};
  return OneOp(
      kind,
      lstm_inputs(
          weights,
          tensor_of({1, kSteps, kInputs}, quantized<int8_t>(x, kScale), q),
          tensor_of({1, kCells}, std::vector<int8_t>(kCells), q),
          tensor_of({1, kCells}, std::vector<int16_t>(kCells),
                    {{1.0F / 4096.0F}, {0}, 0}),
          [&](const auto& values, int columns) {
            return tensor_of({kCells, columns},
                             quantized<int8_t>(values, kScale), q);
          },
          [&](const auto& values) {
            return tensor_of({kCells},
                             quantized<int32_t>(values, kScale * kScale));
          }),
      output_of<int8_t>({1, kSteps, kCells}, q));
}

std::vector<float> some_input(int sequences = 1) {
  std::mt19937 random(2);
  return uniform(random, sequences * kSteps * kInputs, 1.0F);
}

TEST(Lstm, FloatFollowsTheTextbook) {
  OneOp lstm = float_lstm(some_weights(), {1, kSteps, kInputs}, some_input());
  lstm.run<Lstm>();
  EXPECT_THAT(
      lstm.output<float>(),
      Pointwise(FloatNear(1e-6F), textbook(some_weights(), some_input())));
}

TEST(Lstm, IntegerStaysNearTheTextbook) {
  OneOp lstm = integer_lstm(some_weights(), some_input());
  lstm.run<Lstm>();
  std::vector<float> output;
  for (const int8_t value : lstm.output<int8_t>()) {
    output.push_back(static_cast<float>(value) * kScale);
  }
  EXPECT_THAT(output, Pointwise(FloatNear(0.03F),
                                textbook(some_weights(), some_input())));
}

TEST(Lstm, StateCarriesOn) {
  const std::vector<float> x = some_input();
  OneOp half = float_lstm(some_weights(), {1, kSteps / 2, kInputs},
                          {x.begin(), x.begin() + kSteps / 2 * kInputs});
  half.run<Lstm>();
  std::vector<float> output = half.output<float>();
  std::memcpy(half.graph().tensors[0].data.data(),
              x.data() + kSteps / 2 * kInputs,
              sizeof(float) * kSteps / 2 * kInputs);
  half.run<Lstm>();
  const std::vector<float> rest = half.output<float>();
  output.insert(output.end(), rest.begin(), rest.end());

  OneOp whole = float_lstm(some_weights(), {1, kSteps, kInputs}, x);
  whole.run<Lstm>();
  EXPECT_EQ(output, whole.output<float>());
}

TEST(Lstm, TimeMajorIsTheSameInAnotherOrder) {
  const std::vector<float> x = some_input(2);
  std::vector<float> time_major;
  for (size_t t = 0; t < kSteps; ++t) {
    for (size_t n = 0; n < 2; ++n) {
      const auto frame =
          x.begin() + static_cast<std::ptrdiff_t>((n * kSteps + t) * kInputs);
      time_major.insert(time_major.end(), frame, frame + kInputs);
    }
  }
  Lstm time_major_lstm;
  time_major_lstm.time_major = true;
  OneOp a = float_lstm(some_weights(), {2, kSteps, kInputs}, x);
  OneOp b = float_lstm(some_weights(), {kSteps, 2, kInputs}, time_major,
                       time_major_lstm);
  a.run<Lstm>();
  b.run<Lstm>();
  EXPECT_EQ(a.input<float>(18), b.input<float>(18));
  EXPECT_EQ(a.input<float>(19), b.input<float>(19));
}

TEST(Lstm, ClipsItsCells) {
  Weights weights = some_weights();
  weights.bias = {
      {std::vector<float>(kCells, 5.0F), std::vector<float>(kCells, 5.0F),
       std::vector<float>(kCells, 5.0F), std::vector<float>(kCells, 5.0F)}};
  Lstm clipped;
  clipped.cell_clip = 0.25F;
  OneOp floats =
      float_lstm(weights, {1, kSteps, kInputs}, some_input(), clipped);
  floats.run<Lstm>();
  EXPECT_THAT(floats.input<float>(19), Each(0.25F));
  OneOp integers = integer_lstm(weights, some_input(), clipped);
  integers.run<Lstm>();
  EXPECT_THAT(integers.input<int16_t>(19), Each(1024));
}

}  // namespace
}  // namespace firefly::testing
