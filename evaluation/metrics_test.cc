// SPDX-License-Identifier: Apache-2.0
#include "evaluation/metrics.h"

#include <gtest/gtest.h>

#include <random>

namespace firefly {
namespace {

TEST(ConfusionMatrix, CountsByHand) {
  ConfusionMatrix matrix(3);
  for (int i = 0; i < 8; ++i) {
    matrix.add(0, 0);
  }
  matrix.add(0, 1);
  matrix.add(0, 2);
  matrix.add(1, 1);
  matrix.add(1, 0);
  EXPECT_EQ(matrix.total(), 12);
  EXPECT_EQ(matrix.total(0), 10);
  EXPECT_DOUBLE_EQ(matrix.accuracy(), 9.0 / 12);
  EXPECT_DOUBLE_EQ(matrix.recall(0), 0.8);
  EXPECT_DOUBLE_EQ(matrix.precision(0), 8.0 / 9);
  EXPECT_DOUBLE_EQ(matrix.recall(2), 0);
  EXPECT_DOUBLE_EQ(matrix.precision(2), 0);
  const double f0 = 2 * (8.0 / 9) * 0.8 / (8.0 / 9 + 0.8);
  EXPECT_NEAR(matrix.macro_f1(), (f0 + 0.5 + 0) / 3, 1e-12);
}

TEST(ConfusionMatrix, WithoutExamplesIsZero) {
  const ConfusionMatrix matrix(2);
  EXPECT_EQ(matrix.accuracy(), 0);
  EXPECT_EQ(matrix.macro_f1(), 0);
}

// Figures of statsmodels' proportion_confint(…, method="wilson").
TEST(Wilson, AgreesWithPublishedFigures) {
  EXPECT_NEAR(wilson(8, 10).low, 0.4901625, 1e-6);
  EXPECT_NEAR(wilson(8, 10).high, 0.9433178, 1e-6);
  EXPECT_NEAR(wilson(10, 10).high, 1.0, 1e-12);
  EXPECT_EQ(wilson(0, 0).low, 0);
  EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(Roc, IsPerfectGuessingOrWrong) {
  const std::vector<double> low = {0.1, 0.2, 0.3};
  const std::vector<double> high = {0.7, 0.8};
  EXPECT_DOUBLE_EQ(area(roc(high, low)), 1);
  EXPECT_DOUBLE_EQ(area(roc(low, high)), 0);
  EXPECT_DOUBLE_EQ(area(roc(low, low)), 0.5);
  EXPECT_TRUE(roc(low, {}).empty());
}

// The area is the chance that a positive scores higher than a negative.
TEST(Roc, AreaIsTheShareOfPairsInOrder) {
  std::mt19937 random(3);
  std::vector<double> up(37);
  std::vector<double> down(53);
  for (double& score : up) {
    score = static_cast<double>(random() % 20 + 3);
  }
  for (double& score : down) {
    score = static_cast<double>(random() % 20);
  }
  double pairs = 0;
  for (const double a : up) {
    for (const double b : down) {
      pairs += a > b ? 1 : a == b ? 0.5 : 0;
    }
  }
  EXPECT_NEAR(area(roc(up, down)),
              pairs / static_cast<double>(up.size() * down.size()), 1e-12);
}

TEST(PartialArea, ScalesFromGuessingToPerfect) {
  const std::vector<double> low = {0.1, 0.2, 0.3};
  const std::vector<double> high = {0.7, 0.8};
  EXPECT_DOUBLE_EQ(partial_area(roc(high, low), 0.1), 1);
  EXPECT_NEAR(partial_area(roc(low, low), 0.1), 0.5, 1e-12);
  // scikit-learn: roc_auc_score([0,0,1,1], [0.1,0.4,0.35,0.8], max_fpr=0.5)
  EXPECT_NEAR(partial_area(roc(std::vector<double>{0.35, 0.8},
                               std::vector<double>{0.1, 0.4}),
                           0.5),
              0.6666666666666667, 1e-12);
}

}  // namespace
}  // namespace firefly
