// SPDX-License-Identifier: Apache-2.0
//
// From scores to figures.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace firefly {

/// Counts by true class (row) and predicted class (column).
class ConfusionMatrix {
 public:
  explicit ConfusionMatrix(int classes)
      : classes_(classes),
        counts_(static_cast<size_t>(classes) * static_cast<size_t>(classes)) {}

  void add(int truth, int predicted) { ++counts_[index(truth, predicted)]; }

  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] int64_t count(int truth, int predicted) const {
    return counts_[index(truth, predicted)];
  }
  [[nodiscard]] int64_t total() const;
  [[nodiscard]] int64_t total(int truth) const;
  /// Share of examples on the diagonal; 0 without examples.
  [[nodiscard]] double accuracy() const;
  /// Share of a class's examples that are found; 0 without examples.
  [[nodiscard]] double recall(int truth) const;
  /// Share of those called `predicted` that are it; 0 if none is called so.
  [[nodiscard]] double precision(int predicted) const;
  /// Mean over classes of the harmonic mean of precision and recall.
  [[nodiscard]] double macro_f1() const;

 private:
  [[nodiscard]] size_t index(int truth, int predicted) const {
    return static_cast<size_t>(truth) * static_cast<size_t>(classes_) +
           static_cast<size_t>(predicted);
  }

  int classes_;
  std::vector<int64_t> counts_;
};

/// 95 % interval of a share of `successes` in `trials` (Wilson's score).
struct Interval95 {
  double low = 0;
  double high = 1;
};
[[nodiscard]] Interval95 wilson(int64_t successes, int64_t trials);

/// A point of a receiver operating characteristic: scores >= threshold count
/// as positive.
struct RocPoint {
  double threshold = 0;
  double false_positive_rate = 0;
  double true_positive_rate = 0;
};

/// From (0, 0) to (1, 1), one point a distinct score; empty unless there are
/// positives and negatives.
[[nodiscard]] std::vector<RocPoint> roc(std::span<const double> positives,
                                        std::span<const double> negatives);

/// Area under the curve by trapezoids, ties counting half.
[[nodiscard]] double area(std::span<const RocPoint> curve);

/// Area where the false positive rate is at most `limit`, divided by `limit`
/// and brought to 0.5 … 1 as McClish does (scikit-learn's max_fpr): 0.5 is
/// guessing.
[[nodiscard]] double partial_area(std::span<const RocPoint> curve,
                                  double limit);

}  // namespace firefly
