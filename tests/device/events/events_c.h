// SPDX-License-Identifier: Apache-2.0
//
// The events as a model for the test harness.
#pragma once

#include "events_step.h"

#define EVENTS_INPUTS 1
#define EVENTS_OUTPUTS 1

struct events_model {
  firefly::events::StepInput input;
  firefly::events::StepOutput output;
  firefly::events::EventsStep step;
  bool is_set_up;
};

inline void* events_input(events_model* model, int) { return &model->input; }
inline size_t events_input_bytes(int) {
  return sizeof(firefly::events::StepInput);
}
inline const void* events_output(events_model* model, int) {
  return &model->output;
}
inline size_t events_output_bytes(int) {
  return sizeof(firefly::events::StepOutput);
}
extern "C" void events_invoke(events_model* model);
