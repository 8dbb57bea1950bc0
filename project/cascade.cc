// SPDX-License-Identifier: Apache-2.0
#include "project/cascade.h"

namespace firefly {

void declare(Keys& keys, CascadeParameters& parameters) {
  keys.text({"first", "",
             "folder of a trained project, from this one's: its network runs "
             "all the time, and an event of it wakes this one's"},
            parameters.first);
  keys.number_if(parameters.is_there(), "cascade.first",
                 {"awake_ms", "ms",
                  "that this network runs after the last event of the first "
                  "one; 0: once, over the window that ends there"},
                 parameters.awake_ms, 0, 86400000);
}

}  // namespace firefly
