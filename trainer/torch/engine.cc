// SPDX-License-Identifier: Apache-2.0
#include "trainer/engine.h"

#include <malloc.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

#include "trainer/torch/forward.h"
#include "trainer/torch/losses.h"
#include "trainer/torch/threads.h"

namespace firefly::trainer {
namespace {

using torch::Tensor;

// Large enough for batch norm and for the arithmetic to outweigh the calls,
// small enough to stay in a cache and to feed several threads.
constexpr size_t kShardExamples = 32;

// Every step asks for the same few hundred tensors of a megabyte: giving them
// back to the kernel in between costs more than half of the time (DS-CNN,
// 1136 against 2580 examples a processor second).
void keep_memory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 16 << 20);
}

torch::Device device() {
  return torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
}

// Even shares of `count` examples.
struct Shards {
  size_t examples = 0;
  size_t count = 0;

  [[nodiscard]] size_t begin(size_t shard) const {
    return examples * shard / count;
  }
};

Shards shards_of(size_t examples) {
  const size_t size = device().is_cuda() ? examples : kShardExamples;
  return {examples, std::max(examples / std::max(size, size_t{1}), size_t{1})};
}

void copy_out(const Tensor& from, float* to) {
  const Tensor flat = from.to(torch::kCPU).contiguous();
  std::memcpy(to, flat.data_ptr<float>(),
              static_cast<size_t>(flat.numel()) * sizeof(float));
}

// Weights back into the order of Values.
Tensor as_values(const Tensor& weights, LayerKind kind) {
  switch (kind) {
    case LayerKind::kConv2d:
      return weights.permute({0, 2, 3, 1});
    case LayerKind::kDepthwiseConv2d:
      return weights.permute({1, 2, 3, 0});
    default:
      return weights;
  }
}

// NCHW -> NHWC.
Tensor as_rows(const Tensor& x) {
  return x.dim() == 4 ? x.permute({0, 2, 3, 1}) : x;
}

// Of a layer's outputs, if nothing rounded them.
Range range_of(const Tensor& before_rectifier, Rectifier rectifier) {
  const auto [low, high] = torch::aminmax(as_rows(before_rectifier.detach()));
  Range range{low.item<float>(), high.item<float>()};
  if (rectifier != Rectifier::kNone) {
    range = {std::max(range.low, 0.0F), std::max(range.high, 0.0F)};
  }
  if (rectifier == Rectifier::kRelu6) {
    range = {std::min(range.low, 6.0F), std::min(range.high, 6.0F)};
  }
  return range;
}

class TorchEngine : public Engine {
 public:
  TorchEngine(const Network& network, int threads)
      : network_(network), layout_(layout_of(network)) {
    keep_memory();
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setBenchmarkCuDNN(false);
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    // One at a time on a device that has its own.
    threads_ =
        device().is_cuda() ? 1 : std::max(threads > 0 ? threads : cores, 1);
  }

  Gradient gradient(const Values& values, const Rounding* rounding,
                    const Selection& examples, const Loss& loss,
                    uint64_t seed) override;
  Outputs outputs(const Values& values, const Rounding* rounding,
                  const Selection& examples, const Loss& loss) override;
  void observe(const Values& values, const Rounding* rounding,
               const Selection& examples, Moment moment,
               const Observer& observer) override;

  void set_teacher(const Network& network, const Values& values) override {
    teacher_ = network;
    teacher_tensors_ = tensors_of(network, values, device(), false);
  }

 private:
  [[nodiscard]] Shard shard(const Selection& examples, size_t begin,
                            size_t end) const;
  [[nodiscard]] Tensor taught(const Tensor& input) const;
  [[nodiscard]] Gradient gradient_of(const std::vector<LayerTensors>& tensors,
                                     const Trace& trace, const Tensor& loss,
                                     bool with_ranges) const;
  void add(const Gradient& part, double share, Gradient& sum) const;

  Network network_;
  Layout layout_;
  int threads_ = 1;
  Network teacher_;
  std::vector<LayerTensors> teacher_tensors_;
};

Shard TorchEngine::shard(const Selection& examples, size_t begin,
                         size_t end) const {
  const auto size = static_cast<size_t>(network_.input.extent.size());
  std::vector<int8_t> rows((end - begin) * size);
  Shard result;
  result.targets.resize(end - begin);
  for (size_t i = begin; i < end; ++i) {
    examples.batches.fill(examples.indices[i], rows.data() + (i - begin) * size,
                          result.targets[i - begin]);
  }
  const Tensor stored =
      torch::from_blob(
          rows.data(),
          {static_cast<int64_t>(end - begin), network_.input.extent.height,
           network_.input.extent.width, network_.input.extent.channels},
          torch::kInt8)
          .to(device());
  result.input = ((stored.to(torch::kFloat32) - network_.input.zero_point) *
                  static_cast<double>(network_.input.scale))
                     .permute({0, 3, 1, 2});
  return result;
}

Tensor TorchEngine::taught(const Tensor& input) const {
  if (teacher_tensors_.empty()) {
    return {};
  }
  const torch::NoGradGuard no_gradients;
  return Forward{teacher_, teacher_tensors_}.run(input).outputs.back();
}

Gradient TorchEngine::gradient_of(const std::vector<LayerTensors>& tensors,
                                  const Trace& trace, const Tensor& loss,
                                  bool with_ranges) const {
  std::vector<Tensor> leaves;
  for (const LayerTensors& own : tensors) {
    for (const Tensor* leaf : {&own.weights, &own.bias, &own.gain}) {
      if (leaf->defined()) {
        leaves.push_back(*leaf);
      }
    }
  }
  const std::vector<Tensor> slopes = torch::autograd::grad({loss}, leaves);
  Gradient result;
  result.loss = loss.item<double>();
  result.gradient.resize(layout_.parameters);
  result.statistics.resize(layout_.statistics);
  result.ranges.resize(with_ranges ? network_.layers.size() : 0);
  auto slope = slopes.begin();
  for (size_t i = 0; i < network_.layers.size(); ++i) {
    const Layer& layer = network_.layers[i];
    const Place& place = layout_.places[i];
    if (layer.has_weights()) {
      copy_out(as_values(*slope++, layer.kind),
               &result.gradient[place.weights]);
      copy_out(*slope++, &result.gradient[place.bias]);
    }
    if (layer.batch_norm) {
      copy_out(*slope++, &result.gradient[place.gain]);
      copy_out(trace.means[i], &result.statistics[place.mean]);
      copy_out(trace.variances[i], &result.statistics[place.variance]);
    }
    if (with_ranges) {
      result.ranges[i] = range_of(trace.before_rectifier[i], layer.rectifier);
    }
  }
  return result;
}

// Statistics are averages over the shards, ranges their union.
void TorchEngine::add(const Gradient& part, double share, Gradient& sum) const {
  if (sum.gradient.empty()) {
    sum.gradient.resize(layout_.parameters);
    sum.statistics.resize(layout_.statistics);
    sum.ranges = part.ranges;
  }
  sum.loss += part.loss;
  for (size_t i = 0; i < part.gradient.size(); ++i) {
    sum.gradient[i] += part.gradient[i];
  }
  for (size_t i = 0; i < part.statistics.size(); ++i) {
    sum.statistics[i] += part.statistics[i] * static_cast<float>(share);
  }
  for (size_t i = 0; i < part.ranges.size(); ++i) {
    sum.ranges[i].low = std::min(sum.ranges[i].low, part.ranges[i].low);
    sum.ranges[i].high = std::max(sum.ranges[i].high, part.ranges[i].high);
  }
}

Gradient TorchEngine::gradient(const Values& values, const Rounding* rounding,
                               const Selection& examples, const Loss& loss,
                               uint64_t seed) {
  const Shards shards = shards_of(examples.count);
  std::vector<Gradient> parts(shards.count);
  run_shards(shards.count, threads_, [&](size_t i) {
    const Shard own = shard(examples, shards.begin(i), shards.begin(i + 1));
    // Leaves of its own: backward passes of two threads may not meet in one.
    const std::vector<LayerTensors> tensors =
        tensors_of(network_, values, device(), true);
    const Forward forward{network_, tensors, rounding, true, seed * 65537U + i};
    const Trace trace = forward.run(own.input);
    const Tensor losses = losses_of(network_.task, loss, own,
                                    trace.outputs.back(), taught(own.input));
    parts[i] = gradient_of(tensors, trace,
                           losses.sum() / static_cast<double>(examples.count),
                           rounding != nullptr);
  });
  Gradient sum;
  for (const Gradient& part : parts) {
    add(part, 1.0 / static_cast<double>(shards.count), sum);
  }
  return sum;
}

Outputs TorchEngine::outputs(const Values& values, const Rounding* rounding,
                             const Selection& examples, const Loss& loss) {
  const auto size = static_cast<size_t>(network_.output().size());
  const std::vector<LayerTensors> tensors =
      tensors_of(network_, values, device(), false);
  const Shards shards = shards_of(examples.count);
  Loss plain;
  plain.class_weights = loss.class_weights;
  Outputs result;
  result.values.resize(examples.count * size);
  result.targets.resize(examples.count);
  std::vector<double> sums(shards.count);
  run_shards(shards.count, threads_, [&](size_t i) {
    const torch::NoGradGuard no_gradients;
    const size_t begin = shards.begin(i);
    const Shard own = shard(examples, begin, shards.begin(i + 1));
    const Tensor output =
        Forward{network_, tensors, rounding}.run(own.input).outputs.back();
    copy_out(as_rows(output), &result.values[begin * size]);
    std::copy(own.targets.begin(), own.targets.end(), &result.targets[begin]);
    sums[i] =
        losses_of(network_.task, plain, own, output, {}).sum().item<double>();
  });
  for (const double sum : sums) {
    result.loss += sum / static_cast<double>(examples.count);
  }
  return result;
}

void TorchEngine::observe(const Values& values, const Rounding* rounding,
                          const Selection& examples, Moment moment,
                          const Observer& observer) {
  const std::vector<LayerTensors> tensors =
      tensors_of(network_, values, device(), false);
  const Shards shards = shards_of(examples.count);
  // In order and one at a time: sums that observers keep depend on it.
  run_shards(shards.count, 1, [&](size_t i) {
    const torch::NoGradGuard no_gradients;
    const Shard own = shard(examples, shards.begin(i), shards.begin(i + 1));
    const Trace trace = Forward{network_, tensors, rounding}.run(own.input);
    const std::vector<Tensor>& shown =
        moment == Moment::kOutput ? trace.outputs : trace.before_rectifier;
    for (size_t k = 0; k < shown.size(); ++k) {
      const Tensor rows = as_rows(shown[k]).to(torch::kCPU).contiguous();
      observer(static_cast<int>(k), rows.data_ptr<float>(),
               static_cast<size_t>(rows.numel()));
    }
  });
}

}  // namespace

}  // namespace firefly::trainer

extern "C" {

__attribute__((visibility("default"))) firefly::trainer::Engine*
firefly_make_engine(const firefly::trainer::Network& network, int threads) {
  return new firefly::trainer::TorchEngine(network, threads);
}

__attribute__((visibility("default"))) const char* firefly_device_name() {
  return firefly::trainer::device().is_cuda() ? "cuda" : "cpu";
}

}  // extern "C"
