/* SPDX-License-Identifier: Apache-2.0
 *
 * Two objects of one model and one of another, as one model for the test
 * harness. */
#pragma once

#include <stddef.h>

#define PAIR_INPUTS 3
#define PAIR_OUTPUTS 3

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pair_model {
  int unused;
} pair_model;

void* pair_input(pair_model* model, int index);
size_t pair_input_bytes(int index);
void* pair_output(pair_model* model, int index);
size_t pair_output_bytes(int index);
void pair_invoke(pair_model* model);

#ifdef __cplusplus
}
#endif
