// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "events/anomaly_detector.h"
#include "events/anomaly_score.h"

namespace firefly::events {
namespace {

constexpr double kOne = 1 << 15;  ///< Of logarithms.

std::vector<int8_t> random_values(size_t count, unsigned seed, int low,
                                  int high) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> value(low, high);
  std::vector<int8_t> values(count);
  std::generate(values.begin(), values.end(),
                [&] { return static_cast<int8_t>(value(random)); });
  return values;
}

TEST(ReconstructionError, IsNearTheRealOne) {
  for (const size_t count : {1, 7, 640, 5000}) {
    for (const double ratio : {1.0, 0.73, 0.31}) {  // Of output to input scale.
      const auto input = random_values(count, 1, -128, 127);
      const auto output = random_values(count, 2, -60, 127);
      const ErrorScale input_scale = {-3, 4096};
      const ErrorScale output_scale = {
          20, static_cast<int32_t>(std::lround(4096 * ratio))};
      double sum = 0;
      for (size_t i = 0; i < count; ++i) {
        const double error = (input[i] + 3) - ratio * (output[i] - 20);
        sum += error * error;
      }
      const LogScore score =
          reconstruction_error(input.data(), input_scale, output.data(),
                               output_scale, static_cast<int32_t>(count));
      EXPECT_NEAR(score / kOne, std::log2(sum / static_cast<double>(count)),
                  count == 1 ? 0.02 : 2e-3);
    }
  }
}

TEST(ReconstructionError, OfAPerfectCopyIsNothing) {
  const auto values = random_values(100, 3, -128, 127);
  EXPECT_LE(reconstruction_error(values.data(), {5, 5000}, values.data(),
                                 {5, 5000}, 100),
            features::kLog2OfZero);
}

TEST(ReconstructionError, HoldsTheExtremes) {
  const std::vector<int8_t> low(1 << 20, -128);
  const std::vector<int8_t> high(1 << 20, 127);
  const LogScore score = reconstruction_error(
      low.data(), {127, 8191}, high.data(), {-128, 8191}, 1 << 20);
  EXPECT_NEAR(score / kOne, 2 * std::log2(510 * 8191 / 4096.0), 1e-3);
}

TEST(NearestCentroid, IsTheNearest) {
  const size_t count = 30;
  const auto centroids = random_values(5 * count, 4, -128, 127);
  for (unsigned seed = 0; seed < 50; ++seed) {
    const auto features = random_values(count, 100 + seed, -128, 127);
    double least = 1e30;
    int32_t index = 0;
    for (size_t k = 0; k < 5; ++k) {
      double sum = 0;
      for (size_t i = 0; i < count; ++i) {
        const double difference = features[i] - centroids[k * count + i];
        sum += difference * difference / count;
      }
      if (sum < least) {
        least = sum;
        index = static_cast<int32_t>(k);
      }
    }
    const Nearest nearest =
        nearest_centroid(features.data(), count, centroids.data(), 5);
    EXPECT_EQ(nearest.centroid, index);
    EXPECT_NEAR(nearest.distance / kOne, std::log2(least), 1e-3);
  }
}

LogScore log_score(double value) {
  return static_cast<LogScore>(std::lround(value * kOne));
}

const DeviationThreshold::Config kDeviation = {200, 10, 3 * 256, 0};

TEST(DeviationThreshold, IsTheMeanAndItsDeviations) {
  DeviationThreshold threshold;
  threshold.init(kDeviation);
  std::mt19937 random(1);
  std::normal_distribution<double> normal(5, 0.7);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 200; ++i) {
    EXPECT_FALSE(threshold.is_ready());
    EXPECT_EQ(threshold.threshold(), INT32_MAX);
    const double score = normal(random);
    sum += score / 200;
    squares += score * score / 200;
    threshold.push(log_score(score));
  }
  ASSERT_TRUE(threshold.is_ready());
  EXPECT_NEAR(threshold.mean() / kOne, sum, 1e-3);
  EXPECT_NEAR(threshold.threshold() / kOne,
              sum + 3 * std::sqrt(squares - sum * sum), 5e-3);
  // And in the long run.
  for (int i = 0; i < 20000; ++i) {
    threshold.push(log_score(normal(random)));
  }
  EXPECT_NEAR(threshold.mean() / kOne, 5, 0.1);
  EXPECT_NEAR(threshold.threshold() / kOne, 5 + 3 * 0.7, 0.25);
}

TEST(DeviationThreshold, FollowsADrift) {
  DeviationThreshold threshold;
  threshold.init(kDeviation);
  std::mt19937 random(2);
  std::normal_distribution<double> normal(0, 0.3);
  int above = 0;
  for (int i = 0; i < 30000; ++i) {
    const LogScore score = log_score(2 + i * 1e-4 + normal(random));
    above += score > threshold.threshold() ? 1 : 0;
    threshold.push(score);
  }
  EXPECT_NEAR(threshold.mean() / kOne, 5, 0.3);
  EXPECT_LT(above, 300);
}

TEST(DeviationThreshold, DoesNotSoonLearnAnAnomaly) {
  DeviationThreshold threshold;
  threshold.init(kDeviation);
  std::mt19937 random(3);
  std::normal_distribution<double> normal(2, 0.2);
  for (int i = 0; i < 1000; ++i) {
    threshold.push(log_score(normal(random)));
  }
  const LogScore before = threshold.threshold();
  for (int i = 0; i < 100; ++i) {
    threshold.push(log_score(9));
    EXPECT_LT(threshold.threshold(), log_score(4));
  }
  EXPECT_GT(threshold.threshold(), before);
}

TEST(DeviationThreshold, KeepsAMarginWhereNothingVaries) {
  DeviationThreshold threshold;
  const DeviationThreshold::Config config = {10, 8, 3 * 256, 1 << 14};
  threshold.init(config);
  for (int i = 0; i < 1000; ++i) {
    threshold.push(features::kLog2OfZero);
  }
  EXPECT_EQ(threshold.threshold(), kLowestScore + (1 << 14));
}

TEST(QuantileThreshold, HasTheWantedShareBelow) {
  for (const double share : {0.5, 0.9, 0.99}) {
    const QuantileThreshold::Config config = {
        100, log_score(0.02), static_cast<int32_t>(share * 32768), 0};
    QuantileThreshold threshold;
    threshold.init(config);
    std::mt19937 random(4);
    std::exponential_distribution<double> tail(1.5);
    int below = 0;
    constexpr int kCount = 50000;
    for (int i = 0; i < kCount; ++i) {
      const LogScore score = log_score(-4 + tail(random));
      below += score <= threshold.quantile() ? 1 : 0;
      threshold.push(score);
    }
    EXPECT_NEAR(below / double{kCount}, share, 0.01);
    EXPECT_NEAR(threshold.threshold() / kOne, -4 - std::log(1 - share) / 1.5,
                0.25);
  }
}

TEST(QuantileThreshold, IsMovedLittleByOneScore) {
  const QuantileThreshold::Config config = {100, log_score(0.02), 32440,
                                            log_score(0.5)};
  QuantileThreshold threshold;
  threshold.init(config);
  for (int i = 0; i < 200; ++i) {
    threshold.push(log_score(1 + 0.001 * (i % 7)));
  }
  const LogScore before = threshold.threshold();
  threshold.push(INT32_MAX);
  EXPECT_LE(threshold.threshold() - before, log_score(0.021));
  EXPECT_GT(threshold.threshold(), before);
}

TEST(AnomalyDetector, ReportsAnAnomalyOnce) {
  AnomalyDetector<DeviationThreshold> detector;
  const AnomalyDetector<DeviationThreshold>::Config config = {
      {100, 10, 4 * 256, log_score(0.3)}, {2, 5}, log_score(0.2)};
  detector.init(config);
  std::mt19937 random(5);
  std::normal_distribution<double> normal(3, 0.1);
  std::vector<int> events;
  for (int i = 0; i < 1000; ++i) {
    // A click in the warm-up, one later, and two failures.
    const bool fails = (i >= 500 && i < 530) || (i >= 700 && i < 720);
    const bool clicks = i == 50 || i == 300;
    if (detector.push(log_score(normal(random) + (fails || clicks ? 3 : 0)))) {
      events.push_back(i);
    }
  }
  EXPECT_EQ(events, (std::vector<int>{501, 701}));
}

TEST(AnomalyDetector, NeverReportsTwiceWithinTheSuppression) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    AnomalyDetector<QuantileThreshold> detector;
    const AnomalyDetector<QuantileThreshold>::Config config = {
        {20, log_score(0.05), 26000, 0}, {1, 9}, 0};
    detector.init(config);
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0, 1);
    int last = -100;
    int events = 0;
    for (int i = 0; i < 2000; ++i) {
      if (detector.push(log_score(normal(random)))) {
        EXPECT_GE(i - last, 9);
        EXPECT_GE(i, 20);
        last = i;
        ++events;
      }
    }
    EXPECT_GT(events, 30);
  }
}

}  // namespace
}  // namespace firefly::events
