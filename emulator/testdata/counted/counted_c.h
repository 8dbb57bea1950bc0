/* SPDX-License-Identifier: Apache-2.0
 *
 * A model in assembly, so that a test can say what it costs. */
#pragma once

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COUNTED_INPUTS 1
#define COUNTED_OUTPUTS 1
#define COUNTED_RAM_BYTES 32

typedef struct {
  alignas(16) uint8_t memory[COUNTED_RAM_BYTES];
} counted_model;

void counted_invoke(counted_model* model);
void* counted_input(counted_model* model, int index);
size_t counted_input_bytes(int index);
const void* counted_output(counted_model* model, int index);
size_t counted_output_bytes(int index);

#ifdef __cplusplus
}
#endif
