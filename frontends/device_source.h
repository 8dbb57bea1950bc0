// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "frontends/front_end.h"

namespace firefly {

/// The constants of a front end as C++ for a device: its tables, then
/// `config_name`, which its class is initialised with. For a namespace of their
/// own, behind the include of `front_end.header`.
[[nodiscard]] std::string device_source(const DeviceFrontEnd& front_end,
                                        std::string_view config_name);

}  // namespace firefly
