// SPDX-License-Identifier: Apache-2.0
//
// SVDF: a fully connected layer of low rank over a window of time. Each filter
// reduces a frame to one number, remembers the last `memory` of them and weighs
// them; `rank` filters add up to one output. Source of the numerics: TFLM
// tensorflow/lite/micro/kernels/svdf_common.cc.
#pragma once

#include "isa/dot_run.h"
#include "kernels/limits.h"
#include "kernels/requantize.h"

namespace firefly {

/// Extents of both variants. x: [batches, input_elems], feature weights:
/// [units·rank, input_elems], time weights: [units·rank, memory], state:
/// [batches, units·rank, memory], oldest first, output: [batches, units].
struct SvdfShape {
  int32_t batches;
  int32_t input_elems;
  int32_t units;
  int32_t rank;
  int32_t memory;
};

/// State: int8_t or int16_t, of the state and the time weights.
template <class State>
struct SvdfS8 {
  SvdfShape shape;
  const int8_t* feature_weights;
  const State* time_weights;
  const int32_t* bias;  ///< [units], or null.
  /// [units·rank]: −input zero point · Σ of the filter's feature weights.
  const int32_t* feature_bias;
  int32_t feature_multiplier;  ///< From a feature sum to the state.
  int32_t feature_shift;
  int32_t state_zero_point;
  int32_t output_multiplier;
  int32_t output_shift;
  OutputRange output;
};

struct SvdfF32 {
  SvdfShape shape;
  const float* feature_weights;
  const float* time_weights;
  const float* bias;  ///< [units], or null.
  float low;          ///< Of the fused activation.
  float high;
};

namespace svdf_detail {

/// Makes room for a filter's newest number.
template <class State>
FIREFLY_INLINE void remember(State* state, int32_t memory, State newest) {
  for (int32_t m = 1; m < memory; ++m) {
    state[m - 1] = state[m];
  }
  state[memory - 1] = newest;
}

/// The newest numbers of `filters` filters from `first` on.
template <int filters, class State>
FIREFLY_INLINE void remember_frame(const SvdfS8<State>& layer, int32_t first,
                                   const int8_t* x, State* state) {
  const SvdfShape& shape = layer.shape;
  int32_t dots[filters];
  for (int i = 0; i < filters; ++i) {
    dots[i] = layer.feature_bias[first + i];
  }
  const int32_t elems = shape.input_elems;
  add_products<filters>(x, layer.feature_weights + first * elems, elems, elems,
                        dots);
  for (int i = 0; i < filters; ++i) {
    const auto newest = requantize<int32_t>(
        dots[i], layer.feature_multiplier, layer.feature_shift,
        {0, Limits<State>::kLowest, Limits<State>::kHighest});
    remember(state + (first + i) * shape.memory, shape.memory,
             static_cast<State>(newest + layer.state_zero_point));
  }
}

}  // namespace svdf_detail

/// Sums are modulo 2^32. The number that goes into the state is saturated
/// before the zero point is added, so an int8 state may wrap around: this is
/// what the released TFLM does. The tensors must not overlap.
template <class State>
FIREFLY_KERNEL
void svdf_s8(const SvdfS8<State>& layer, const int8_t* x, State* state,
             int8_t* output) {
  const SvdfShape& shape = layer.shape;
  const int32_t filters = shape.units * shape.rank;
  for (int32_t b = 0; b < shape.batches; ++b) {
    constexpr int kFilters = 4;
    int32_t first = 0;
    for (; first + kFilters <= filters; first += kFilters) {
      svdf_detail::remember_frame<kFilters>(layer, first, x, state);
    }
    for (; first < filters; ++first) {
      svdf_detail::remember_frame<1>(layer, first, x, state);
    }
    const State* time = layer.time_weights;
    for (int32_t u = 0; u < shape.units; ++u) {
      int32_t sum = layer.bias == nullptr ? 0 : layer.bias[u];
      for (int32_t m = shape.rank * shape.memory; m > 0; --m) {
        sum = wrapping_add(
            sum, wrapping_multiply(*time++, *state++ - layer.state_zero_point));
      }
      *output++ = static_cast<int8_t>(requantize<int32_t>(
          sum, layer.output_multiplier, layer.output_shift, layer.output));
    }
    x += shape.input_elems;
  }
}

/// Adds in TFLM's order; equal to it up to contracted multiply-adds. The
/// tensors must not overlap.
FIREFLY_KERNEL
inline void svdf_f32(const SvdfF32& layer, const float* x, float* state,
                     float* output) {
  const SvdfShape& shape = layer.shape;
  for (int32_t b = 0; b < shape.batches; ++b) {
    const float* feature = layer.feature_weights;
    const float* time = layer.time_weights;
    for (int32_t u = 0; u < shape.units; ++u) {
      float sum = layer.bias == nullptr ? 0.0F : layer.bias[u];
      for (int32_t r = 0; r < shape.rank; ++r) {
        float dot = 0.0F;
        for (int32_t i = 0; i < shape.input_elems; ++i) {
          dot += feature[i] * x[i];
        }
        svdf_detail::remember(state, shape.memory, dot);
        float weighted = 0.0F;
        for (int32_t m = 0; m < shape.memory; ++m) {
          weighted += time[m] * state[m];
        }
        sum += weighted;
        feature += shape.input_elems;
        time += shape.memory;
        state += shape.memory;
      }
      *output++ = clamp(sum, layer.low, layer.high);
    }
    x += shape.input_elems;
  }
}

}  // namespace firefly
