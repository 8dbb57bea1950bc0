// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "trainer/batches.h"
#include "trainer/network.h"

namespace firefly::trainer::testing {

/// Examples to train on in seconds: a wave along time and one along the row,
/// whose lengths tell the class, at a random phase and in noise. Another
/// `seed` gives other examples of the same classes; a `varied` source draws
/// them anew in each epoch.
class Waves : public Batches {
 public:
  Waves(const InputFormat& format, int classes, size_t count, unsigned seed,
        bool varied);

  [[nodiscard]] size_t size() const override { return count_; }
  void begin_epoch(int epoch) override { epoch_ = varied_ ? epoch : 0; }
  void fill(size_t index, int8_t* rows, Target& target) const override;

 private:
  InputFormat format_;
  int classes_;
  size_t count_;
  unsigned seed_;
  bool varied_;
  int epoch_ = 0;
};

}  // namespace firefly::trainer::testing
