// SPDX-License-Identifier: Apache-2.0
#include "digits.h"
#include "pair_c.h"

extern "C" {
void* second_input(void);
size_t second_input_bytes(void);
void* second_output(void);
size_t second_output_bytes(void);
void second_invoke(void);
}

static digits::Model first;
static digits::Model twin;

void* pair_input(pair_model*, int index) {
  return index == 0   ? first.input().data
         : index == 1 ? twin.input().data
                      : second_input();
}
size_t pair_input_bytes(int index) {
  return index < 2 ? static_cast<size_t>(first.input().size())
                   : second_input_bytes();
}
void* pair_output(pair_model*, int index) {
  return index == 0   ? first.output().data
         : index == 1 ? twin.output().data
                      : second_output();
}
size_t pair_output_bytes(int index) {
  return index < 2 ? static_cast<size_t>(first.output().size())
                   : second_output_bytes();
}
void pair_invoke(pair_model*) {
  first.invoke();
  second_invoke();
  twin.invoke();
}
