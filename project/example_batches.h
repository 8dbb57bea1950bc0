// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "project/examples.h"
#include "trainer/batches.h"

namespace firefly {

/// Windows as the trainer takes them; features are computed once.
class ExampleBatches final : public trainer::Batches {
 public:
  ExampleBatches(const DataSet& data, std::vector<Example> examples,
                 Featurizer& featurizer);

  [[nodiscard]] size_t size() const override { return examples_.size(); }
  void begin_epoch(int /*epoch*/) override {}
  void fill(size_t index, int8_t* rows, trainer::Target& target) const override;

  [[nodiscard]] const FeatureFormat& format() const { return format_; }
  [[nodiscard]] const std::vector<Example>& examples() const {
    return examples_;
  }
  /// Features of one example.
  [[nodiscard]] const int8_t* rows(size_t index) const {
    return features_.data() + index * row_bytes_;
  }

 private:
  std::vector<Example> examples_;
  FeatureFormat format_;
  size_t row_bytes_;
  std::vector<int8_t> features_;
};

}  // namespace firefly
