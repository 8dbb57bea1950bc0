// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "frontends/front_end.h"

namespace firefly {

/// The tables of a front end as constant arrays in C++, for a namespace of
/// their own; `front_end.config` names them.
[[nodiscard]] std::string device_tables(const std::vector<DeviceTable>& tables);

}  // namespace firefly
