// SPDX-License-Identifier: Apache-2.0
#include "sample_c.h"

namespace {

constexpr size_t kCommandAt = 0;
constexpr size_t kValuesAt = 16;
constexpr size_t kScaledAt = 32;
constexpr size_t kCallsAt = 48;
constexpr int kValues = 8;

const int8_t kScaleWeights[kValues] = {1, -2, 3, -4, 5, -6, 7, -8};

__attribute__((noinline)) int recurse(volatile uint8_t* from, int depth) {
  volatile uint8_t frame[128];
  frame[0] = *from;
  return depth == 0 ? frame[0] : recurse(frame, depth - 1) + frame[0];
}

/// Takes at least 512 bytes of stack, and floating point of some sort.
__attribute__((noinline)) void compute(sample_model* model) {
  volatile float staged[128];
  for (int i = 0; i < 128; ++i) {
    staged[i] = static_cast<float>(i) * 0.5F;
  }
  for (int i = 0; i < kValues; ++i) {
    const auto value = static_cast<int8_t>(model->memory[kValuesAt + i]);
    const float halves = staged[kScaleWeights[i] + 64];
    model->memory[kScaledAt + i] =
        static_cast<uint8_t>(value + static_cast<int>(halves * 2.0F) - 64);
  }
}

}  // namespace

extern "C" {

void sample_invoke(sample_model* model) {
  ++model->memory[kCallsAt];
  switch (model->memory[kCommandAt]) {
    case SAMPLE_FAULT:
      __builtin_trap();
    case SAMPLE_OVERFLOW_STACK:
      model->memory[kScaledAt] =
          static_cast<uint8_t>(recurse(model->memory, 600));
      return;
    case SAMPLE_LOOP_FOREVER:
      while (true) {
        __asm volatile("");
      }
    default:
      compute(model);
  }
}

void* sample_input(sample_model* model, int index) {
  return model->memory + (index == 0 ? kCommandAt : kValuesAt);
}
size_t sample_input_bytes(int index) { return index == 0 ? 1 : kValues; }
const void* sample_output(sample_model* model, int index) {
  return model->memory + (index == 0 ? kScaledAt : kCallsAt);
}
size_t sample_output_bytes(int index) { return index == 0 ? kValues : 1; }
}
