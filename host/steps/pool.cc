// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/pool2d.h"
#include "host/step.h"

namespace firefly::host {
namespace {

class PoolStep final : public Step {
 public:
  using Kernel = void (*)(const PoolLayer&, const int8_t*, int8_t*);

  PoolStep(const Op& op, const PoolLayer& layer, Kernel kernel)
      : input_(op.inputs[0]),
        output_(op.outputs[0]),
        layer_(layer),
        kernel_(kernel) {}

  void run(const Frame& frame) const override {
    kernel_(layer_, frame.at<const int8_t>(input_), frame.at<int8_t>(output_));
  }

 private:
  TensorId input_;
  TensorId output_;
  PoolLayer layer_;
  Kernel kernel_;
};

/// Whether every window sees a part of the image, and none too much for the
/// arithmetic of averages.
bool is_safe(const PoolLayer& layer) {
  constexpr int64_t kMostPixels = int64_t{1} << 15;
  const auto touches = [](int32_t outputs, int32_t stride, int32_t margin,
                          int32_t window, int32_t extent) {
    return margin < window && (int64_t{outputs} - 1) * stride - margin < extent;
  };
  return int64_t{layer.window_height} * layer.window_width <= kMostPixels &&
         touches(layer.output_height, layer.stride_h, layer.margin_top,
                 layer.window_height, layer.input_height) &&
         touches(layer.output_width, layer.stride_w, layer.margin_left,
                 layer.window_width, layer.input_width);
}

}  // namespace

std::unique_ptr<Step> make_pool(const Graph& graph, const Op& op,
                                const Kernels& kernels) {
  const auto& kind = *op.as<Pool2d>();
  const Tensor& input = graph.tensor(op.inputs[0]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  if (input.type != DataType::kInt8 || kind.kind == PoolKind::kL2) {
    return nullptr;
  }
  const auto images = prepare_pool2d<int32_t>(kind, input, output);
  const PoolLayer layer = {images.images,
                           images.input_height,
                           images.layer.input_width,
                           images.output_height,
                           images.layer.output_width,
                           images.layer.channels,
                           images.layer.window_height,
                           images.layer.window_width,
                           images.stride_h,
                           images.layer.stride_w,
                           images.margin_top,
                           images.layer.margin_left,
                           images.layer.low,
                           images.layer.high};
  if (!is_safe(layer)) {
    return nullptr;
  }
  return std::make_unique<PoolStep>(op, layer,
                                    kind.kind == PoolKind::kAverage
                                        ? kernels.average_pool
                                        : kernels.max_pool);
}

}  // namespace firefly::host
