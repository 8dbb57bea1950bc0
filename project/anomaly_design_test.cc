// SPDX-License-Identifier: Apache-2.0
#include "project/anomaly_design.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "events/anomaly_score.h"

namespace firefly {
namespace {

TEST(AnomalyDesign, CountsScoresAndSteps) {
  AnomalyParameters parameters;
  parameters.warm_up_s = 10;
  parameters.memory_s = 100;
  parameters.deviations = 2.5;
  parameters.least_margin_db = 10 * std::log10(2.0);
  parameters.hysteresis_db = 0;
  const auto config =
      design_anomaly(parameters, {{-128, 4096}, {3, 5000}, 1}, 100);
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(std::get<0>(*config).initializer(),
            "{-128, 4096, 3, 5000, 100, 10, 640, 32768, 3, 100, 0}");
  parameters.threshold = AnomalyThreshold::kQuantile;
  parameters.quantile = 0.75;
  const auto quantile =
      design_anomaly(parameters, {{-128, 4096}, {3, 5000}, 1}, 100);
  ASSERT_TRUE(quantile.ok()) << quantile.error().message;
  EXPECT_EQ(std::get<1>(*quantile).initializer(),
            "{-128, 4096, 3, 5000, 100, 544, 24576, 32768, 3, 100, 0}");
}

TEST(AnomalyDesign, RefusesAWarmUpThatItCannotCount) {
  AnomalyParameters parameters;
  parameters.warm_up_s = 86400;
  const auto config = design_anomaly(parameters, {}, 10);
  ASSERT_FALSE(config.ok());
  EXPECT_THAT(
      config.error().message,
      ::testing::HasSubstr("events.anomaly.warm_up_s is 8640000 "
                           "inferences, one every 10 ms: expected 32768"));
}

TEST(ErrorScales, GiveTheRealError) {
  Tensor input;
  input.quantization = {{0.05F}, {-20}, 0};
  Tensor output;
  output.quantization = {{0.031F}, {7}, 0};
  const ErrorScales scales = design_error_scales(input, output);
  std::mt19937 random(1);
  std::vector<int8_t> before(640);
  std::vector<int8_t> after(640);
  double sum = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    before[i] = static_cast<int8_t>(random());
    after[i] = static_cast<int8_t>(random());
    const double error = 0.05 * static_cast<double>(before[i] + 20) -
                         0.031 * static_cast<double>(after[i] - 7);
    sum += error * error / 640;
  }
  const events::LogScore score = events::reconstruction_error(
      before.data(), scales.input, after.data(), scales.output, 640);
  EXPECT_NEAR(real_error(score, scales.unit), sum, 2e-3 * sum);
}

}  // namespace
}  // namespace firefly
