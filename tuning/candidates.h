// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/key_values.h"
#include "config/space.h"

namespace firefly {

/// The candidates of a space in the order in which they are tried: the project
/// as it is, then others at random, none twice. The order follows from the
/// space and the seed: every worker knows the same one.
class Candidates {
 public:
  /// `base`: all keys of the project as they are.
  Candidates(std::vector<Dimension> space, const std::vector<KeyValue>& base,
             uint64_t seed);

  /// Candidate `number` >= 0; nothing if the space has no more.
  [[nodiscard]] std::optional<std::vector<KeyValue>> at(int number);

 private:
  [[nodiscard]] std::vector<KeyValue> draw();

  std::vector<Dimension> space_;
  uint64_t seed_;
  uint64_t draws_ = 0;
  std::vector<std::vector<KeyValue>> known_;
  std::set<std::string> seen_;
};

}  // namespace firefly
