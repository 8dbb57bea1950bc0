// SPDX-License-Identifier: Apache-2.0
#include "evaluation/pareto.h"

#include <algorithm>
#include <cstddef>

namespace firefly {
namespace {

bool dominates(const std::vector<double>& a, const std::vector<double>& b) {
  bool better = false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) {
      return false;
    }
    better = better || a[i] < b[i];
  }
  return better;
}

}  // namespace

std::vector<int> pareto_ranks(std::span<const std::vector<double>> points) {
  constexpr int kNone = -1;
  std::vector<int> ranks(points.size(), kNone);
  size_t left = points.size();
  for (int rank = 0; left > 0; ++rank) {
    std::vector<size_t> front;
    for (size_t i = 0; i < points.size(); ++i) {
      bool dominated = ranks[i] != kNone;
      for (size_t k = 0; k < points.size() && !dominated; ++k) {
        dominated = ranks[k] == kNone && dominates(points[k], points[i]);
      }
      if (!dominated) {
        front.push_back(i);
      }
    }
    for (const size_t i : front) {
      ranks[i] = rank;
    }
    left -= front.size();
  }
  return ranks;
}

}  // namespace firefly
