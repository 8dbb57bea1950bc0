// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <variant>

#include "config/keys.h"
#include "frontends/front_end.h"

namespace firefly::testing {

using KeyValue = std::variant<int, double, bool, std::string,
                              std::vector<std::string>, std::vector<double>>;
/// By name; those of a table as "filter.kind".
using KeyValues = std::map<std::string, KeyValue>;

/// A kind of front end with some of its keys set. Ends the test if it has no
/// such key or refuses the value.
[[nodiscard]] std::unique_ptr<FrontEndDesign> designed(const std::string& kind,
                                                       const KeyValues& values);

/// The same, made for a sensor.
[[nodiscard]] std::unique_ptr<FrontEnd> made(const std::string& kind,
                                             const KeyValues& values,
                                             const SensorFormat& sensor);

/// Why it is refused.
[[nodiscard]] std::string refusal(const std::string& kind,
                                  const KeyValues& values,
                                  const SensorFormat& sensor);

}  // namespace firefly::testing
