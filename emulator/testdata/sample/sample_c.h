/* SPDX-License-Identifier: Apache-2.0
 *
 * A model with two inputs, two outputs and kept state, whose first input can
 * make it misbehave. */
#pragma once

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SAMPLE_INPUTS 2
#define SAMPLE_OUTPUTS 2
#define SAMPLE_RAM_BYTES 64

enum {
  SAMPLE_COMPUTE = 0,
  SAMPLE_FAULT = 1,
  SAMPLE_OVERFLOW_STACK = 2,
  SAMPLE_LOOP_FOREVER = 3,
};

typedef struct {
  alignas(16) uint8_t memory[SAMPLE_RAM_BYTES];
} sample_model;

void sample_invoke(sample_model* model);
void* sample_input(sample_model* model, int index);
size_t sample_input_bytes(int index);
const void* sample_output(sample_model* model, int index);
size_t sample_output_bytes(int index);

#ifdef __cplusplus
}
#endif
