// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "host/steps/layer.h"

namespace firefly::host {
namespace {

class DepthwiseStep final : public Step {
 public:
  DepthwiseStep(const ConvolutionOp& op, const Kernels& kernels)
      : kernels_(kernels),
        input_(op.input),
        output_(op.output),
        shape_(op.parameters.shape) {
    add_stage(op.parameters.input_zero_point);
    add_taps();
    add_places();
    add_constants(op);
    layer_.staged_offset = staged_offset_.data();
    layer_.output_offset = output_offset_.data();
    layer_.tap_offset = tap_offset_.data();
    layer_.weights = weights_.data();
    layer_.scales = scales_.data();
    layer_.range = op.parameters.range;
  }

  [[nodiscard]] size_t scratch_bytes() const override {
    return static_cast<size_t>(stage_.rows) * static_cast<size_t>(row_elems()) *
               sizeof(int16_t) +
           kStagedSlack;
  }

  void run(const Frame& frame) const override {
    const auto* x = frame.at<const int8_t>(input_);
    auto* out = frame.at<int8_t>(output_);
    auto* staged = reinterpret_cast<int16_t*>(frame.scratch);
    for (int32_t image = 0; image < shape_.batches; ++image) {
      kernels_.stage_wide(stage_, x, staged);
      kernels_.depthwise(layer_, staged, out);
      x += shape_.input_height * shape_.input_row_elems();
      out += shape_.output_height * shape_.output_row_elems();
    }
  }

 private:
  [[nodiscard]] int32_t row_elems() const {
    return stage_.columns * stage_.channels;
  }
  [[nodiscard]] int32_t taps() const {
    return shape_.kernel_height * shape_.kernel_width;
  }

  void add_stage(int32_t zero_point) {
    stage_.input_height = shape_.input_height;
    stage_.input_width = shape_.input_width;
    stage_.channels = shape_.input_channels;
    stage_.rows = static_cast<int32_t>(seen_rows(shape_));
    stage_.columns = static_cast<int32_t>(seen_columns(shape_));
    stage_.margin_top = shape_.margin_top;
    stage_.margin_left = shape_.margin_left;
    stage_.fill = zero_point;
  }

  void add_taps() {
    for (int32_t y = 0; y < shape_.kernel_height; ++y) {
      for (int32_t x = 0; x < shape_.kernel_width; ++x) {
        tap_offset_.push_back(y * shape_.dilation_h * row_elems() +
                              x * shape_.dilation_w * stage_.channels);
      }
    }
    if (taps() % 2 != 0) {
      tap_offset_.push_back(tap_offset_.back());
    }
    layer_.tap_pairs = static_cast<int32_t>(tap_offset_.size() / 2);
  }

  /// Pixels of a place: as many as fill vectors without a rest, where one
  /// does not fill any and its neighbours lie beside it.
  [[nodiscard]] int32_t place_pixels() const {
    const int32_t step = 2 * kernels_.lanes;
    const int32_t channels = shape_.input_channels;
    if (shape_.stride_w != 1 || channels >= step) {
      return 1;
    }
    return std::min(std::lcm(channels, step) / channels, shape_.output_width);
  }

  void add_places() {
    const int32_t pixels = place_pixels();
    const int32_t channels = shape_.input_channels;
    for (int32_t y = 0; y < shape_.output_height; ++y) {
      for (int32_t x = 0; x < shape_.output_width; x += pixels) {
        // The last place of a row computes some pixels again.
        const int32_t first = std::min(x, shape_.output_width - pixels);
        staged_offset_.push_back(y * shape_.stride_h * row_elems() +
                                 first * shape_.stride_w * channels);
        output_offset_.push_back(y * shape_.output_row_elems() +
                                 first * channels);
      }
    }
    layer_.places = static_cast<int32_t>(staged_offset_.size());
    layer_.elems = pixels * channels;
  }

  void add_constants(const ConvolutionOp& op) {
    const std::vector<FixedScale> scales = op.scales(0);
    for (int32_t begin = 0; begin < layer_.elems; begin += 2 * kernels_.lanes) {
      for (const int32_t half : {0, 1}) {
        std::vector<FixedScale> lanes(static_cast<size_t>(kernels_.lanes));
        for (int32_t lane = 0; lane < kernels_.lanes; ++lane) {
          const int32_t element = begin + element_of(half, lane);
          if (element < layer_.elems) {
            lanes[static_cast<size_t>(lane)] =
                scales[static_cast<size_t>(element % shape_.input_channels)];
          }
        }
        append_scales(lanes, scales_);
      }
      add_weights(op, begin);
    }
  }

  void add_weights(const ConvolutionOp& op, int32_t begin) {
    for (int32_t pair = 0; pair < layer_.tap_pairs; ++pair) {
      for (const int32_t half : {0, 1}) {
        for (int32_t lane = 0; lane < kernels_.lanes; ++lane) {
          const int32_t element = begin + element_of(half, lane);
          for (const int32_t tap : {2 * pair, 2 * pair + 1}) {
            const bool there = element < layer_.elems && tap < taps();
            const int32_t index =
                element % shape_.input_channels * taps() + tap;
            weights_.push_back(there ? op.weights[static_cast<size_t>(index)]
                                     : int16_t{0});
          }
        }
      }
    }
  }

  /// The element in a lane of the low or high vector of Isa::interleave.
  static int32_t element_of(int32_t half, int32_t lane) {
    return lane / 4 * 8 + half * 4 + lane % 4;
  }

  const Kernels& kernels_;
  TensorId input_;
  TensorId output_;
  ConvShape shape_;
  StageLayer stage_{};
  DepthwiseLayer layer_{};
  std::vector<int32_t> staged_offset_;
  std::vector<int32_t> output_offset_;
  std::vector<int32_t> tap_offset_;
  Aligned<int16_t> weights_;
  Aligned<int32_t> scales_;
};

}  // namespace

std::unique_ptr<Step> make_depthwise(const ConvolutionOp& op,
                                     const Kernels& kernels) {
  const ConvShape& shape = op.parameters.shape;
  const int64_t pixel = int64_t{shape.input_channels} * 2;
  if (seen_rows(shape) * seen_columns(shape) > kMostStagedBytes / pixel) {
    return nullptr;
  }
  return std::make_unique<DepthwiseStep>(op, kernels);
}

}  // namespace firefly::host
