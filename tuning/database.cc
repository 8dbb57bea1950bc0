// SPDX-License-Identifier: Apache-2.0
#include "tuning/database.h"

namespace firefly {

Status Database::transaction(const std::function<Status()>& work) {
  FIREFLY_RETURN_IF_ERROR(begin());
  const Status done = work();
  if (!done.ok()) {
    // What went wrong first is what matters.
    static_cast<void>(run("ROLLBACK").ok());
    return done;
  }
  FIREFLY_RETURN_IF_ERROR(run("COMMIT"));
  return {};
}

}  // namespace firefly
