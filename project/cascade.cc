// SPDX-License-Identifier: Apache-2.0
#include "project/cascade.h"

namespace firefly {

void declare(Keys& keys, CascadeParameters& parameters) {
  keys.text({"first", "",
             "folder of a trained project, from this one's: its network runs "
             "all the time, and an event of it wakes this one's"},
            parameters.first);
  keys.one_of({"window", "",
               "new: its first window begins where the event is, as for a word "
               "after a wake word; kept: its first window ends there, for a "
               "second opinion on what the first network saw"},
              parameters.window,
              {{"new", CascadeWindow::kNew}, {"kept", CascadeWindow::kKept}});
  keys.number_if(parameters.is_there(), "cascade.first",
                 {"awake_ms", "ms",
                  "that this network goes on after its first window; 0: it "
                  "sees that one window"},
                 parameters.awake_ms, 0, 86400000);
}

}  // namespace firefly
