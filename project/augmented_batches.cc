// SPDX-License-Identifier: Apache-2.0
#include "project/augmented_batches.h"

#include <algorithm>
#include <cmath>

namespace firefly {

AugmentedBatches::AugmentedBatches(const DataSet& data,
                                   std::vector<Example> examples,
                                   const std::vector<std::string>& silent,
                                   Featurizer& featurizer, Augmenter augmenter,
                                   uint64_t seed)
    : data_(data),
      examples_(std::move(examples)),
      featurizer_(featurizer),
      augmenter_(std::move(augmenter)),
      seed_(seed) {
  for (const Example& example : examples_) {
    const Recording& recording = data_.recordings[example.recording];
    if (std::find(silent.begin(), silent.end(), recording.label) !=
            silent.end() &&
        !recording.signal.values.empty() &&
        (backgrounds_.empty() || backgrounds_.back() != example.recording)) {
      backgrounds_.push_back(example.recording);
    }
  }
}

Signal AugmentedBatches::window(const Example& example, Random& random) const {
  const Signal& signal = data_.recordings[example.recording].signal;
  const bool is_spliced =
      augmenter_.splices(random) &&
      std::binary_search(backgrounds_.begin(), backgrounds_.end(),
                         example.recording);
  if (!is_spliced) {
    return featurizer_.window(signal, example.begin);
  }
  const size_t next = backgrounds_[random.index(backgrounds_.size())];
  const auto from = static_cast<int64_t>(
      random.index(static_cast<uint64_t>(signal.samples())));
  Signal joined = signal;
  joined.values.erase(joined.values.begin(),
                      joined.values.begin() + from * signal.channels);
  const std::vector<float>& more = data_.recordings[next].signal.values;
  joined.values.insert(joined.values.end(), more.begin(), more.end());
  return featurizer_.window(joined, 0);
}

std::vector<int8_t> AugmentedBatches::features(size_t index,
                                               Random& random) const {
  const Example& example = examples_[index];
  const Signal varied = augmenter_.apply(window(example, random), random);
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
