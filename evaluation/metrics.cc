// SPDX-License-Identifier: Apache-2.0
#include "evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace firefly {
namespace {

double share(int64_t part, int64_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

int64_t ConfusionMatrix::total() const {
  int64_t sum = 0;
  for (const int64_t count : counts_) {
    sum += count;
  }
  return sum;
}

int64_t ConfusionMatrix::total(int truth) const {
  int64_t sum = 0;
  for (int predicted = 0; predicted < classes_; ++predicted) {
    sum += count(truth, predicted);
  }
  return sum;
}

double ConfusionMatrix::accuracy() const {
  int64_t right = 0;
  for (int i = 0; i < classes_; ++i) {
    right += count(i, i);
  }
  return share(right, total());
}

double ConfusionMatrix::recall(int truth) const {
  return share(count(truth, truth), total(truth));
}

double ConfusionMatrix::precision(int predicted) const {
  int64_t called = 0;
  for (int truth = 0; truth < classes_; ++truth) {
    called += count(truth, predicted);
  }
  return share(count(predicted, predicted), called);
}

double ConfusionMatrix::macro_f1() const {
  double sum = 0;
  for (int i = 0; i < classes_; ++i) {
    const double both = precision(i) + recall(i);
    sum += both == 0 ? 0 : 2 * precision(i) * recall(i) / both;
  }
  return classes_ == 0 ? 0 : sum / classes_;
}

Interval95 wilson(int64_t successes, int64_t trials) {
  if (trials == 0) {
    return {};
  }
  constexpr double kZ = 1.959963984540054;
  const auto n = static_cast<double>(trials);
  const double p = share(successes, trials);
  const double centre = p + kZ * kZ / (2 * n);
  const double spread = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  return {std::max(0.0, (centre - spread) / scale),
          std::min(1.0, (centre + spread) / scale)};
}

std::vector<RocPoint> roc(std::span<const double> positives,
                          std::span<const double> negatives) {
  if (positives.empty() || negatives.empty()) {
    return {};
  }
  std::vector<double> up(positives.begin(), positives.end());
  std::vector<double> down(negatives.begin(), negatives.end());
  std::sort(up.begin(), up.end(), std::greater<>());
  std::sort(down.begin(), down.end(), std::greater<>());
  std::vector<RocPoint> curve = {{std::max(up[0], down[0]), 0, 0}};
  size_t i = 0;
  size_t k = 0;
  while (i < up.size() || k < down.size()) {
    // All examples of one score change sides together.
    const double threshold = k == down.size() ? up[i]
                             : i == up.size() ? down[k]
                                              : std::max(up[i], down[k]);
    while (i < up.size() && up[i] >= threshold) {
      ++i;
    }
    while (k < down.size() && down[k] >= threshold) {
      ++k;
    }
    curve.push_back({threshold,
                     static_cast<double>(k) / static_cast<double>(down.size()),
                     static_cast<double>(i) / static_cast<double>(up.size())});
  }
  return curve;
}

double area(std::span<const RocPoint> curve) {
  double sum = 0;
  for (size_t i = 1; i < curve.size(); ++i) {
    sum += (curve[i].false_positive_rate - curve[i - 1].false_positive_rate) *
           (curve[i].true_positive_rate + curve[i - 1].true_positive_rate) / 2;
  }
  return sum;
}

double partial_area(std::span<const RocPoint> curve, double limit) {
  double sum = 0;
  for (size_t i = 1; i < curve.size(); ++i) {
    const RocPoint& from = curve[i - 1];
    const RocPoint& to = curve[i];
    if (from.false_positive_rate >= limit) {
      break;
    }
    const double end = std::min(limit, to.false_positive_rate);
    const double width = to.false_positive_rate - from.false_positive_rate;
    const double part =
        width == 0 ? 0 : (end - from.false_positive_rate) / width;
    const double height =
        from.true_positive_rate +
        part * (to.true_positive_rate - from.true_positive_rate);
    sum += (end - from.false_positive_rate) *
           (from.true_positive_rate + height) / 2;
  }
  const double least = limit * limit / 2;
  return 0.5 * (1 + (sum - least) / (limit - least));
}

}  // namespace firefly
