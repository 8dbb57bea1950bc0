// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/keys.h"

namespace firefly {

struct KeyValue {
  std::string path;  ///< "model.width"
  std::string text;  ///< As in a TOML file.

  bool operator==(const KeyValue&) const = default;
};

/// Every key that `declare` declares with the value that it has, in order.
[[nodiscard]] std::vector<KeyValue> key_values(
    const std::function<void(Keys&)>& declare);

/// A line of a TOML file each: "model.width = 32\n".
[[nodiscard]] std::string to_toml(const std::vector<KeyValue>& values);

/// Such lines back.
[[nodiscard]] std::vector<KeyValue> from_toml(std::string_view lines);

}  // namespace firefly
