// SPDX-License-Identifier: Apache-2.0
#include "trainer/network_builder.h"

#include <fmt/format.h>

#include <utility>

#include "formats/tflite/padding.h"

namespace firefly::trainer {
namespace {

// Outputs along one dimension.
int steps(int extent, int margins, int window, int stride) {
  return (extent + margins - window) / stride + 1;
}

}  // namespace

NetworkBuilder::NetworkBuilder(const InputFormat& input) {
  network_.input = input;
}

int NetworkBuilder::append(Layer layer) {
  network_.layers.push_back(layer);
  return network_.last();
}

int NetworkBuilder::windowed(Layer layer, const Kernel& kernel,
                             Padding padding) {
  const Extent input = network_.extent_of(layer.source);
  Sliding& window = layer.window;
  window.height = kernel.height;
  window.width = kernel.width;
  window.stride_h = kernel.stride_h;
  window.stride_w = kernel.stride_w;
  if (padding == Padding::kSame) {
    const Margins margins =
        tflite::same_margins({.height = kernel.height,
                              .width = kernel.width,
                              .stride_h = kernel.stride_h,
                              .stride_w = kernel.stride_w,
                              .margins = {}},
                             {1, input.height, input.width, input.channels});
    window.top = margins.top;
    window.bottom = margins.bottom;
    window.left = margins.left;
    window.right = margins.right;
  } else if (problem_.empty() &&
             (input.height < kernel.height || input.width < kernel.width)) {
    problem_ =
        fmt::format("layer {} has a window of {}x{}, but only {}x{} to look at",
                    network_.layers.size(), kernel.height, kernel.width,
                    input.height, input.width);
  }
  layer.output.height = steps(input.height, window.top + window.bottom,
                              window.height, window.stride_h);
  layer.output.width = steps(input.width, window.left + window.right,
                             window.width, window.stride_w);
  return append(layer);
}

int NetworkBuilder::conv(int channels, const Kernel& kernel, Padding padding,
                         Rectifier rectifier) {
  return conv(last(), channels, kernel, padding, rectifier);
}

int NetworkBuilder::conv(int source, int channels, const Kernel& kernel,
                         Padding padding, Rectifier rectifier) {
  Layer layer;
  layer.kind = LayerKind::kConv2d;
  layer.source = source;
  layer.batch_norm = true;
  layer.rectifier = rectifier;
  layer.output.channels = channels;
  return windowed(layer, kernel, padding);
}

int NetworkBuilder::depthwise(const Kernel& kernel, Padding padding,
                              Rectifier rectifier) {
  Layer layer;
  layer.kind = LayerKind::kDepthwiseConv2d;
  layer.source = last();
  layer.batch_norm = true;
  layer.rectifier = rectifier;
  layer.output.channels = extent().channels;
  return windowed(layer, kernel, padding);
}

int NetworkBuilder::pointwise(int channels, Rectifier rectifier) {
  return conv(channels, {}, Padding::kValid, rectifier);
}

int NetworkBuilder::dense(int outputs, Rectifier rectifier) {
  Layer layer;
  layer.kind = LayerKind::kDense;
  layer.source = last();
  layer.batch_norm = rectifier != Rectifier::kNone;
  layer.rectifier = rectifier;
  layer.output.channels = outputs;
  return append(layer);
}

int NetworkBuilder::add(int a, int b, Rectifier rectifier) {
  Layer layer;
  layer.kind = LayerKind::kAdd;
  layer.source = a;
  layer.other = b;
  layer.rectifier = rectifier;
  layer.output = network_.extent_of(a);
  return append(layer);
}

int NetworkBuilder::average_pool() {
  const Extent input = extent();
  Layer layer;
  layer.kind = LayerKind::kAveragePool;
  layer.source = last();
  layer.output.channels = input.channels;
  return windowed(layer, {input.height, input.width, input.height, input.width},
                  Padding::kValid);
}

void NetworkBuilder::drop_out(double share) {
  network_.layers.back().dropout = static_cast<float>(share);
}

Expected<Network> NetworkBuilder::finish(Task task, const std::string& advice) {
  if (!problem_.empty()) {
    return Error{ErrorCode::kInvalidData, problem_ + ": " + advice};
  }
  network_.task = task;
  return std::move(network_);
}

}  // namespace firefly::trainer
