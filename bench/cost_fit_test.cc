// SPDX-License-Identifier: Apache-2.0
#include "bench/cost_fit.h"

#include <gtest/gtest.h>

namespace firefly {
namespace {

Work work(double calls, double outputs, double products) {
  Work result = {};
  result[static_cast<size_t>(WorkTerm::kCalls)] = calls;
  result[static_cast<size_t>(WorkTerm::kOutputs)] = outputs;
  result[static_cast<size_t>(WorkTerm::kProducts)] = products;
  return result;
}

double factor(const Work& factors, WorkTerm term) {
  return factors[static_cast<size_t>(term)];
}

TEST(CostFit, FindsTheFactorsThatMadeTheCosts) {
  const std::vector<Work> works = {work(4, 16, 256), work(8, 64, 512),
                                   work(1, 100, 3000), work(9, 27, 81)};
  std::vector<double> costs;
  for (const Work& one : works) {
    costs.push_back(70 * factor(one, WorkTerm::kCalls) +
                    6 * factor(one, WorkTerm::kOutputs) +
                    1.25 * factor(one, WorkTerm::kProducts));
  }
  const Work factors = fit_factors(works, costs);
  EXPECT_NEAR(factor(factors, WorkTerm::kCalls), 70, 1e-3);
  EXPECT_NEAR(factor(factors, WorkTerm::kOutputs), 6, 1e-3);
  EXPECT_NEAR(factor(factors, WorkTerm::kProducts), 1.25, 1e-4);
  EXPECT_EQ(factor(factors, WorkTerm::kMargins), 0);
}

TEST(CostFit, HasNoNegativeFactors) {
  // More outputs cost less: only products can explain the rest.
  const std::vector<Work> works = {work(0, 10, 100), work(0, 20, 100)};
  const Work factors = fit_factors(works, {100, 90});
  EXPECT_EQ(factor(factors, WorkTerm::kOutputs), 0);
  EXPECT_GT(factor(factors, WorkTerm::kProducts), 0.9);
}

TEST(CostFit, StatesItsErrors) {
  const std::vector<CostSample> samples = {{work(0, 0, 100), {50, 100}},
                                           {work(0, 0, 100), {50, 100}},
                                           {work(0, 0, 100), {50, 50}}};
  const KernelCost cost = fit_cost(Isa::kArmv7em, samples);
  EXPECT_EQ(cost.samples, 3);
  EXPECT_NEAR(factor(cost.instructions, WorkTerm::kProducts), 0.5, 1e-9);
  // Relative errors: 2 (p/100 - 1)^2 + (p/50 - 1)^2 is least at p = 200/3.
  EXPECT_NEAR(factor(cost.cycles, WorkTerm::kProducts), 2.0 / 3, 1e-9);
  EXPECT_NEAR(cost.error, 100.0 / 3, 1e-6);
  EXPECT_NEAR(cost.worst_error, 100.0 / 3, 1e-6);
}

}  // namespace
}  // namespace firefly
