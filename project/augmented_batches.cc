// SPDX-License-Identifier: Apache-2.0
#include "project/augmented_batches.h"

#include <algorithm>
#include <cmath>

namespace firefly {

AugmentedBatches::AugmentedBatches(const DataSet& data,
                                   std::vector<Example> examples,
                                   Featurizer& featurizer, Augmenter augmenter,
                                   uint64_t seed)
    : data_(data),
      examples_(std::move(examples)),
      featurizer_(featurizer),
      augmenter_(std::move(augmenter)),
      seed_(seed) {}

std::vector<int8_t> AugmentedBatches::features(size_t index,
                                               Random& random) const {
  const Example& example = examples_[index];
  const Signal varied = augmenter_.apply(
      featurizer_.window(data_.recordings[example.recording].signal,
                         example.begin),
      random);
  std::vector<int8_t> rows(featurizer_.size());
  featurizer_.compute(varied, 0, rows.data());
  augmenter_.hide(featurizer_.format(), rows, random);
  return rows;
}

void AugmentedBatches::fill(size_t index, int8_t* rows,
                            trainer::Target& target) const {
  Random random(seed_, epoch_, index);
  std::vector<int8_t> mixed = features(index, random);
  target = {};
  target.label = examples_[index].label;
  const Mix mix = augmenter_.draw_mix(examples_.size(), random);
  if (mix.weight < 1) {
    const std::vector<int8_t> other = features(mix.other, random);
    // Both share scale and zero point, so the numbers mix as the values do.
    std::transform(mixed.begin(), mixed.end(), other.begin(), mixed.begin(),
                   [&](int8_t a, int8_t b) {
                     return static_cast<int8_t>(
                         std::lround(mix.weight * a + (1 - mix.weight) * b));
                   });
    target.second = examples_[mix.other].label;
    target.second_share = static_cast<float>(1 - mix.weight);
  }
  std::copy(mixed.begin(), mixed.end(), rows);
}

}  // namespace firefly
