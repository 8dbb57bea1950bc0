// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/augment/augmenter.h"
#include "project/examples.h"
#include "trainer/batches.h"

namespace firefly {

/// Windows that vary from epoch to epoch, as the trainer takes them: samples
/// are changed, go through the front end, and rows are hidden or mixed.
/// Recordings of `silent` classes may be spliced.
class AugmentedBatches final : public trainer::Batches {
 public:
  AugmentedBatches(const DataSet& data, std::vector<Example> examples,
                   const std::vector<std::string>& silent,
                   Featurizer& featurizer, Augmenter augmenter, uint64_t seed);

  [[nodiscard]] size_t size() const override { return examples_.size(); }
  void begin_epoch(int epoch) override { epoch_ = epoch; }
  void fill(size_t index, int8_t* rows, trainer::Target& target) const override;

 private:
  [[nodiscard]] Signal window(const Example& example, Random& random) const;
  [[nodiscard]] std::vector<int8_t> features(size_t index,
                                             Random& random) const;

  const DataSet& data_;
  std::vector<Example> examples_;
  std::vector<size_t> backgrounds_;  ///< Recordings of silent classes, sorted.
  Featurizer& featurizer_;
  Augmenter augmenter_;
  uint64_t seed_;
  int epoch_ = 0;
};

}  // namespace firefly
