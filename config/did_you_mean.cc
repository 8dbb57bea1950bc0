// SPDX-License-Identifier: Apache-2.0
#include "config/did_you_mean.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <vector>

namespace firefly {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Levenshtein's distance: insertions, deletions and replacements. Capitals
/// are as good as small letters.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t k = 0; k < b.size(); ++k) {
      const size_t replaced = diagonal + (lower(a[i]) == lower(b[k]) ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({replaced, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view word,
                         std::span<const std::string> known) {
  const auto distance = [&](const std::string& candidate) {
    return edit_distance(word, candidate);
  };
  const auto closest = std::ranges::min_element(known, {}, distance);
  // Past a third of the word, a guess confuses more than it helps.
  if (closest == known.end() ||
      distance(*closest) > std::max<size_t>(1, closest->size() / 3)) {
    return {};
  }
  return fmt::format("; did you mean '{}'?", *closest);
}

}  // namespace firefly
