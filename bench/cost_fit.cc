// SPDX-License-Identifier: Apache-2.0
#include "bench/cost_fit.h"

#include <algorithm>
#include <cmath>

namespace firefly {
namespace {

double dot(const Work& a, const Work& b) {
  double sum = 0;
  for (size_t i = 0; i < kWorkTerms; ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

}  // namespace

// Coordinate descent on the normal equations: a factor at a time gets its best
// value, or 0. The problem is convex, so that this ends at its minimum.
Work fit_factors(const std::vector<Work>& works,
                 const std::vector<double>& costs) {
  constexpr int kSweeps = 200'000;
  std::array<Work, kWorkTerms> squares = {};
  Work projections = {};
  for (size_t k = 0; k < works.size(); ++k) {
    for (size_t i = 0; i < kWorkTerms; ++i) {
      const double scaled = works[k][i] / costs[k];
      projections[i] += scaled;
      for (size_t j = 0; j < kWorkTerms; ++j) {
        squares[i][j] += scaled * works[k][j] / costs[k];
      }
    }
  }
  Work factors = {};
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    double change = 0;
    for (size_t i = 0; i < kWorkTerms; ++i) {
      if (squares[i][i] <= 0) {
        continue;  // no sample does it
      }
      const double rest = dot(squares[i], factors) - squares[i][i] * factors[i];
      const double best =
          std::max(0.0, (projections[i] - rest) / squares[i][i]);
      change = std::max(change,
                        std::abs(best - factors[i]) * std::sqrt(squares[i][i]));
      factors[i] = best;
    }
    if (change < 1e-9) {
      break;
    }
  }
  return factors;
}

KernelCost fit_cost(Isa isa, const std::vector<CostSample>& samples) {
  std::vector<Work> works;
  std::vector<double> instructions;
  std::vector<double> cycles;
  for (const CostSample& sample : samples) {
    works.push_back(sample.work);
    instructions.push_back(sample.cost.instructions);
    cycles.push_back(sample.cost.cycles);
  }
  KernelCost cost;
  cost.isa = isa;
  cost.samples = static_cast<int32_t>(samples.size());
  cost.instructions = fit_factors(works, instructions);
  cost.cycles = fit_factors(works, cycles);
  for (size_t k = 0; k < works.size(); ++k) {
    const double error =
        100 * std::abs(dot(works[k], cost.cycles) / cycles[k] - 1);
    cost.error += error / static_cast<double>(works.size());
    cost.worst_error = std::max(cost.worst_error, error);
  }
  return cost;
}

}  // namespace firefly
