// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace firefly {

/// A name for worker `index` of this process, which says where it runs:
/// machine/process/start/index.
[[nodiscard]] std::string worker_name(int index);

/// Whether the worker ran on this machine, in a process that is not there any
/// more. Of other machines nothing is known: false.
[[nodiscard]] bool is_gone(const std::string& worker);

}  // namespace firefly
