// SPDX-License-Identifier: Apache-2.0
#include "events_c.h"

extern "C" void events_invoke(events_model* model) {
  if (!model->is_set_up) {
    model->step.init();
    model->is_set_up = true;
  }
  model->step.push(model->input, &model->output);
}
