// SPDX-License-Identifier: Apache-2.0
#include "tuning/candidates.h"

#include <algorithm>

#include "data/random.h"

namespace firefly {
namespace {

/// After so many draws of what was drawn before, nothing is left: of the last
/// one among a hundred, ten thousand draws miss it once in 10^43 times.
constexpr int kMostRepeats = 10000;

/// Whether a candidate with these choices has the key.
bool exists(const Dimension& dimension, const std::vector<KeyValue>& keys) {
  if (dimension.depends_on.empty()) {
    return true;
  }
  return std::any_of(keys.begin(), keys.end(), [&](const KeyValue& key) {
    return key.path == dimension.depends_on &&
           std::find(dimension.with.begin(), dimension.with.end(), key.text) !=
               dimension.with.end();
  });
}

}  // namespace

Candidates::Candidates(std::vector<Dimension> space,
                       const std::vector<KeyValue>& base, uint64_t seed)
    : space_(std::move(space)), seed_(seed) {
  std::vector<KeyValue> first;
  for (const Dimension& dimension : space_) {
    const auto value = std::find_if(
        base.begin(), base.end(),
        [&](const KeyValue& key) { return key.path == dimension.path; });
    if (value != base.end()) {
      first.push_back(*value);
    }
  }
  seen_.insert(to_toml(first));
  known_.push_back(std::move(first));
}

std::optional<std::vector<KeyValue>> Candidates::at(int number) {
  const auto index = static_cast<size_t>(number);
  for (int repeats = 0; known_.size() <= index; ++repeats) {
    if (repeats == kMostRepeats) {
      return std::nullopt;
    }
    std::vector<KeyValue> keys = draw();
    if (seen_.insert(to_toml(keys)).second) {
      known_.push_back(std::move(keys));
      repeats = 0;
    }
  }
  return known_[index];
}

std::vector<KeyValue> Candidates::draw() {
  Random random(seed_, draws_++);
  std::vector<KeyValue> keys;
  for (const Dimension& dimension : space_) {
    // Drawn in any case: a key more does not change the others' draws.
    const double fraction = random.fraction();
    if (exists(dimension, keys)) {
      keys.push_back({dimension.path, dimension.domain.at(fraction)});
    }
  }
  return keys;
}

}  // namespace firefly
