// SPDX-License-Identifier: Apache-2.0
#include "trainer/score.h"

#include <algorithm>
#include <numeric>

namespace firefly::trainer {

bool Score::beats(const Score& other, Metric metric) const {
  if (metric == Metric::kAccuracy && accuracy != other.accuracy) {
    return accuracy > other.accuracy;
  }
  return loss < other.loss;
}

Score score_of(Engine& engine, Task task, const Values& values,
               const Rounding* rounding, const Batches& batches,
               const Loss& loss) {
  std::vector<size_t> all(batches.size());
  std::iota(all.begin(), all.end(), size_t{0});
  const Outputs outputs =
      engine.outputs(values, rounding, {batches, all.data(), all.size()}, loss);
  Score score;
  score.loss = outputs.loss;
  if (task == Task::kReconstruct || all.empty()) {
    return score;
  }
  const size_t classes = outputs.values.size() / all.size();
  size_t right = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    const auto logits =
        outputs.values.begin() + static_cast<std::ptrdiff_t>(i * classes);
    const auto answer =
        std::max_element(logits, logits + static_cast<std::ptrdiff_t>(classes));
    right += answer - logits == outputs.targets[i].label ? 1U : 0U;
  }
  score.accuracy = static_cast<double>(right) / static_cast<double>(all.size());
  return score;
}

}  // namespace firefly::trainer
