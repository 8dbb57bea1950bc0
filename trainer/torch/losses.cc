// SPDX-License-Identifier: Apache-2.0
#include "trainer/torch/losses.h"

namespace firefly::trainer {
namespace {

using torch::Tensor;

// What the network should answer, [N, classes], and the weight of each
// example, [N].
struct Wanted {
  Tensor shares;
  Tensor weights;
};

float weight_of(const Loss& loss, int label) {
  return loss.class_weights.empty()
             ? 1.0F
             : loss.class_weights[static_cast<size_t>(label)];
}

Wanted wanted_of(const Loss& loss, const std::vector<Target>& targets,
                 int64_t classes) {
  const auto count = static_cast<int64_t>(targets.size());
  const float everyone = loss.label_smoothing / static_cast<float>(classes);
  Wanted wanted{torch::full({count, classes}, everyone), torch::zeros(count)};
  auto shares = wanted.shares.accessor<float, 2>();
  auto weights = wanted.weights.accessor<float, 1>();
  for (int64_t i = 0; i < count; ++i) {
    const Target& target = targets[static_cast<size_t>(i)];
    const float first = 1 - target.second_share;
    shares[i][target.label] += (1 - loss.label_smoothing) * first;
    shares[i][target.second] +=
        (1 - loss.label_smoothing) * target.second_share;
    weights[i] = first * weight_of(loss, target.label) +
                 target.second_share * weight_of(loss, target.second);
  }
  return wanted;
}

Tensor classification(const Loss& loss, const Shard& shard,
                      const Tensor& logits, const Tensor& teacher) {
  const Wanted wanted = wanted_of(loss, shard.targets, logits.size(1));
  const Tensor shares = wanted.shares.to(logits.device());
  Tensor losses = -(torch::log_softmax(logits, 1) * shares).sum(1);
  losses = losses * wanted.weights.to(logits.device());
  if (!teacher.defined()) {
    return losses;
  }
  const double heat = static_cast<double>(loss.temperature);
  const Tensor ours = torch::log_softmax(logits / heat, 1);
  const Tensor theirs = torch::log_softmax(teacher / heat, 1);
  const Tensor distance = (theirs.exp() * (theirs - ours)).sum(1) * heat * heat;
  const double share = static_cast<double>(loss.distillation);
  return losses * (1 - share) + distance * share;
}

Tensor reconstruction(const Loss& loss, const Shard& shard,
                      const Tensor& output, const Tensor& teacher) {
  const Tensor wanted = shard.input.permute({0, 2, 3, 1}).flatten(1);
  const Tensor losses = (output - wanted).square().mean(1);
  if (!teacher.defined()) {
    return losses;
  }
  const double share = static_cast<double>(loss.distillation);
  return losses * (1 - share) + (output - teacher).square().mean(1) * share;
}

}  // namespace

Tensor losses_of(Task task, const Loss& loss, const Shard& shard,
                 const Tensor& output, const Tensor& teacher) {
  return task == Task::kClassify ? classification(loss, shard, output, teacher)
                                 : reconstruction(loss, shard, output, teacher);
}

}  // namespace firefly::trainer
