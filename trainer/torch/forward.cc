// SPDX-License-Identifier: Apache-2.0
#include "trainer/torch/forward.h"

#include <string>

namespace firefly::trainer {
namespace {

using torch::Tensor;

Tensor slice(const std::vector<float>& numbers, size_t at, size_t count,
             torch::Device device) {
  return torch::tensor(torch::ArrayRef<float>(numbers.data() + at, count))
      .to(device);
}

// Weights as in Values -> as torch sees them, without moving them.
Tensor as_torch(const Tensor& flat, const Network& network,
                const Layer& layer) {
  const int64_t outputs = layer.output.channels;
  const Sliding& window = layer.window;
  switch (layer.kind) {
    case LayerKind::kConv2d:
      return flat
          .view({outputs, window.height, window.width,
                 network.extent_of(layer.source).channels})
          .permute({0, 3, 1, 2});
    case LayerKind::kDepthwiseConv2d:
      return flat.view({1, window.height, window.width, outputs})
          .permute({3, 0, 1, 2});
    default:
      return flat.view({outputs, -1});
  }
}

Tensor rounded_weights(const Tensor& weights,
                       const std::vector<float>& scales) {
  const Tensor scale =
      torch::tensor(torch::ArrayRef<float>(scales)).to(weights.device());
  const Tensor zero_point = torch::zeros_like(scale, torch::kInt32);
  return torch::fake_quantize_per_channel_affine(weights, scale, zero_point, 0,
                                                 -127, 127);
}

Tensor rectified(const Tensor& x, Rectifier rectifier) {
  switch (rectifier) {
    case Rectifier::kRelu:
      return torch::relu(x);
    case Rectifier::kRelu6:
      return torch::hardtanh(x, 0, 6);
    case Rectifier::kNone:
      break;
  }
  return x;
}

// What int8 makes of x, with gradients that pass where it does not clip. The
// same as torch::fake_quantize_per_tensor_affine, in a fourth of its time.
Tensor rounded(const Tensor& x, const Affine& affine) {
  const double scale = static_cast<double>(affine.scale);
  const Tensor inside = torch::clamp(x, scale * (-128 - affine.zero_point),
                                     scale * (127 - affine.zero_point));
  const Tensor seen = inside.detach();
  return inside + (seen * (1 / scale)).round_().mul_(scale).sub_(seen);
}

// NCHW -> [N, HWC].
Tensor flattened(const Tensor& x) {
  return x.dim() == 2 ? x : x.permute({0, 2, 3, 1}).flatten(1);
}

/// One pass, layer after layer.
class Pass {
 public:
  Pass(const Forward& forward, const Tensor& input)
      : forward_(forward), input_(input) {
    const size_t count = forward.network.layers.size();
    trace_.outputs.resize(count);
    trace_.before_rectifier.resize(count);
    trace_.means.resize(count);
    trace_.variances.resize(count);
  }

  Trace run() {
    for (size_t i = 0; i < forward_.network.layers.size(); ++i) {
      run_layer(i);
    }
    return std::move(trace_);
  }

 private:
  [[nodiscard]] const Tensor& source(int index) const {
    return index == kInput ? input_
                           : trace_.outputs[static_cast<size_t>(index)];
  }

  void run_layer(size_t i) {
    const Layer& layer = forward_.network.layers[i];
    Tensor y = computed(i, layer);
    if (layer.batch_norm) {
      y = normalised(i, y);
    }
    trace_.before_rectifier[i] = y;
    y = rectified(y, layer.rectifier);
    if (forward_.rounding != nullptr) {
      y = rounded(y, forward_.rounding->outputs[i]);
    }
    if (forward_.training && layer.dropout > 0) {
      y = dropped_out(i, y, static_cast<double>(layer.dropout));
    }
    trace_.outputs[i] = y;
  }

  Tensor computed(size_t i, const Layer& layer) const {
    const Tensor& x = source(layer.source);
    switch (layer.kind) {
      case LayerKind::kAdd:
        return x + source(layer.other);
      case LayerKind::kAveragePool:
        return pooled(x, layer.window);
      case LayerKind::kDense:
        return torch::linear(flattened(x), weights(i), bias(i));
      case LayerKind::kConv2d:
      case LayerKind::kDepthwiseConv2d:
        break;
    }
    return convolved(i, layer, x);
  }

  [[nodiscard]] Tensor weights(size_t i) const {
    const Tensor& weights = forward_.tensors[i].weights;
    return forward_.rounding == nullptr
               ? weights
               : rounded_weights(weights, forward_.rounding->weights[i]);
  }

  // A batch norm brings its own.
  [[nodiscard]] Tensor bias(size_t i) const {
    return forward_.network.layers[i].batch_norm ? Tensor()
                                                 : forward_.tensors[i].bias;
  }

  static Tensor pooled(const Tensor& x, const Sliding& window) {
    // All of the image: a mean, which is several times faster.
    if (window.height == x.size(2) && window.width == x.size(3)) {
      return x.mean({2, 3}, true);
    }
    return torch::avg_pool2d(x, {window.height, window.width},
                             {window.stride_h, window.stride_w});
  }

  Tensor convolved(size_t i, const Layer& layer, Tensor x) const {
    const Sliding& w = layer.window;
    int64_t padding_h = 0;
    int64_t padding_w = 0;
    if (w.top == w.bottom && w.left == w.right) {
      padding_h = w.top;
      padding_w = w.left;
    } else {
      x = torch::constant_pad_nd(x, {w.left, w.right, w.top, w.bottom});
    }
    const int64_t groups =
        layer.kind == LayerKind::kDepthwiseConv2d ? layer.output.channels : 1;
    return torch::conv2d(x, weights(i), bias(i), {w.stride_h, w.stride_w},
                         {padding_h, padding_w}, {w.dilation_h, 1}, groups);
  }

  Tensor normalised(size_t i, const Tensor& x) {
    const LayerTensors& own = forward_.tensors[i];
    if (!forward_.training) {
      return torch::batch_norm(x, own.gain, own.bias, own.mean, own.variance,
                               false, 0.0,
                               static_cast<double>(kBatchNormEpsilon), false);
    }
    // With a momentum of 1 they become the statistics of the batch.
    Tensor mean = torch::zeros_like(own.mean);
    Tensor variance = torch::ones_like(own.variance);
    const Tensor y =
        torch::batch_norm(x, own.gain, own.bias, mean, variance, true, 1.0,
                          static_cast<double>(kBatchNormEpsilon), false);
    trace_.means[i] = mean;
    trace_.variances[i] = variance;
    return y;
  }

  Tensor dropped_out(size_t i, const Tensor& x, double share) const {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(
        forward_.seed * 1000003U + static_cast<uint64_t>(i));
    const Tensor kept = torch::empty_like(x, torch::TensorOptions(torch::kCPU))
                            .bernoulli_(1 - share, generator)
                            .to(x.device());
    return x * kept / (1 - share);
  }

  const Forward& forward_;
  const Tensor& input_;
  Trace trace_;
};

}  // namespace

std::vector<LayerTensors> tensors_of(const Network& network,
                                     const Values& values, torch::Device device,
                                     bool with_gradients) {
  const Layout layout = layout_of(network);
  std::vector<LayerTensors> tensors;
  for (size_t i = 0; i < network.layers.size(); ++i) {
    const Place& place = layout.places[i];
    LayerTensors own;
    const auto parameter = [&](size_t at, size_t count) {
      return slice(values.parameters, at, count, device);
    };
    if (network.layers[i].has_weights()) {
      own.weights = as_torch(parameter(place.weights, place.weight_count),
                             network, network.layers[i])
                        .requires_grad_(with_gradients);
      own.bias =
          parameter(place.bias, place.channels).requires_grad_(with_gradients);
    }
    if (network.layers[i].batch_norm) {
      own.gain =
          parameter(place.gain, place.channels).requires_grad_(with_gradients);
      own.mean = slice(values.statistics, place.mean, place.channels, device);
      own.variance =
          slice(values.statistics, place.variance, place.channels, device);
    }
    tensors.push_back(std::move(own));
  }
  return tensors;
}

Trace Forward::run(const Tensor& input) const {
  return Pass(*this, input).run();
}

}  // namespace firefly::trainer
