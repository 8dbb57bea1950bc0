/* SPDX-License-Identifier: Apache-2.0
 *
 * One of two models in a firmware, used from C99. SECOND is its name. */
#include <stddef.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define HEADER_(name) #name
#define HEADER(name) HEADER_(name)
#include HEADER(SECOND_HEADER)

static JOIN(SECOND, _model) second;

void* second_input(void) { return JOIN(SECOND, _input)(&second, 0); }
size_t second_input_bytes(void) { return JOIN(SECOND, _input_bytes)(0); }
void* second_output(void) { return JOIN(SECOND, _output)(&second, 0); }
size_t second_output_bytes(void) { return JOIN(SECOND, _output_bytes)(0); }
void second_invoke(void) { JOIN(SECOND, _invoke)(&second); }
