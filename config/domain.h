// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace firefly {

/// The values of one key that a search may try: a list of them, or a range of
/// numbers. Values are texts as they stand in a TOML file.
struct Domain {
  static constexpr uint64_t kEndless = std::numeric_limits<uint64_t>::max();

  bool is_number =
      false;              ///< Whether the key takes one, so that ranges may be.
  bool is_whole = false;  ///< Whether only whole ones.

  std::vector<std::string> values;  ///< Of a list, or of a range in steps.
  double from = 0;                  ///< Of a range without steps.
  double to = 0;
  bool is_range = false;
  bool is_log = false;  ///< Even in the logarithm.

  [[nodiscard]] bool empty() const { return values.empty() && !is_range; }
  /// How many different values there are.
  [[nodiscard]] uint64_t count() const;
  /// The value at `fraction`, 0 … 1 without 1, of the way through the domain.
  /// Numbers of an endless range have three digits.
  [[nodiscard]] std::string at(double fraction) const;
};

}  // namespace firefly
