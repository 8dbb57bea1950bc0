// SPDX-License-Identifier: Apache-2.0
//
// Where examples come from. C++17: see network.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace firefly::trainer {

/// The class of an example, or of the two that were mixed into it: 0 … outputs
/// of the network - 1.
struct Target {
  int label = 0;  ///< Not used where the network repeats its input.
  int second = 0;
  float second_share = 0;  ///< 0 … 1; mixup's weight of `second`.
};

/// Examples as the front end makes them: int8 rows of features. Whoever
/// augments them does it in fill(), anew for every epoch.
class Batches {
 public:
  Batches() = default;
  Batches(const Batches&) = delete;
  Batches& operator=(const Batches&) = delete;
  virtual ~Batches() = default;

  [[nodiscard]] virtual size_t size() const = 0;

  /// Comes before the first fill() of a pass over the examples. A training
  /// that goes on after it was killed starts with a later epoch than 0.
  virtual void begin_epoch(int epoch) = 0;

  /// Writes all values of example `index` < size() to `rows`, H x W x C of the
  /// network's input. Called from several threads at once; what it writes may
  /// depend on the epoch and the index only.
  virtual void fill(size_t index, int8_t* rows, Target& target) const = 0;
};

}  // namespace firefly::trainer
