// SPDX-License-Identifier: Apache-2.0
#include "project/example_batches.h"

#include <cstring>

#include "data/parallel.h"

namespace firefly {

ExampleBatches::ExampleBatches(const DataSet& data,
                               std::vector<Example> examples,
                               Featurizer& featurizer)
    : examples_(std::move(examples)),
      format_(featurizer.format()),
      row_bytes_(featurizer.size()),
      features_(examples_.size() * row_bytes_) {
  for_each_in_parallel(examples_.size(), [&](size_t i) {
    const Example& example = examples_[i];
    featurizer.compute(data.recordings[example.recording].signal, example.begin,
                       features_.data() + i * row_bytes_);
  });
}

void ExampleBatches::fill(size_t index, int8_t* rows,
                          trainer::Target& target) const {
  std::memcpy(rows, this->rows(index), row_bytes_);
  target = {};
  target.label = examples_[index].label;
}

}  // namespace firefly
