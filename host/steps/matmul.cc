// SPDX-License-Identifier: Apache-2.0
//
// Convolutions, grouped ones included, and fully connected layers as products
// of matrices.
#include <algorithm>

#include "host/steps/layer.h"

namespace firefly::host {
namespace {

/// A 1x1 convolution that skips nothing is one long row of pixels.
ConvShape flattened(ConvShape shape) {
  const bool pointwise = shape.kernel_height == 1 && shape.kernel_width == 1 &&
                         shape.stride_h == 1 && shape.stride_w == 1 &&
                         shape.margin_top == 0 && shape.margin_left == 0 &&
                         shape.input_height == shape.output_height &&
                         shape.input_width == shape.output_width;
  if (pointwise) {
    shape.input_width *= shape.input_height * shape.batches;
    shape.output_width = shape.input_width;
    shape.batches = shape.input_height = shape.output_height = 1;
  }
  return shape;
}

class MatmulStep final : public Step {
 public:
  MatmulStep(const ConvolutionOp& op, const Kernels& kernels)
      : kernels_(kernels),
        input_(op.input),
        output_(op.output),
        shape_(flattened(op.parameters.shape)) {
    add_stage(op.parameters.input_zero_point);
    add_offsets();
    const std::vector<FixedScale> scales = op.scales(kernels.offset);
    weights_.reserve(static_cast<size_t>(shape_.groups * vectors()) *
                     static_cast<size_t>(4 * kernels.lanes * layer_.words));
    for (int32_t group = 0; group < shape_.groups; ++group) {
      add_group(op, scales, group);
    }
    layer_.pixels = shape_.output_height * shape_.output_width;
    layer_.channels = shape_.group_output_channels();
    layer_.output_channels = shape_.output_channels;
    layer_.pixel_offset = pixel_offset_.data();
    layer_.word_offset = word_offset_.data();
    layer_.range = op.parameters.range;
  }

  [[nodiscard]] size_t scratch_bytes() const override {
    return static_cast<size_t>(stage_.rows) *
               static_cast<size_t>(stage_.columns) *
               static_cast<size_t>(pixel_bytes()) +
           kStagedSlack;
  }

  void run(const Frame& frame) const override {
    const auto* x = frame.at<const int8_t>(input_);
    auto* out = frame.at<int8_t>(output_);
    for (int32_t image = 0; image < shape_.batches; ++image) {
      kernels_.stage(stage_, x, frame.scratch);
      run_groups(frame.scratch, out);
      x += shape_.input_height * shape_.input_row_elems();
      out += shape_.output_height * shape_.output_row_elems();
    }
  }

 private:
  [[nodiscard]] int32_t pixel_bytes() const {
    return shape_.input_channels * kernels_.element_bytes;
  }

  /// Of the channels of a group.
  [[nodiscard]] int32_t vectors() const {
    return (shape_.group_output_channels() + kernels_.lanes - 1) /
           kernels_.lanes;
  }

  void run_groups(const uint8_t* staged, int8_t* out) const {
    MatmulLayer layer = layer_;
    layer.weights = weights_.data();
    layer.scales = scales_.data();
    for (int32_t group = 0; group < shape_.groups; ++group) {
      kernels_.matmul(layer, staged, out);
      layer.weights += weights_.size() / static_cast<size_t>(shape_.groups);
      layer.scales += scales_.size() / static_cast<size_t>(shape_.groups);
      staged += shape_.group_input_channels() * kernels_.element_bytes;
      out += shape_.group_output_channels();
    }
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

  void add_offsets() {
    const int32_t row_bytes = stage_.columns * pixel_bytes();
    for (int32_t y = 0; y < shape_.output_height; ++y) {
      for (int32_t x = 0; x < shape_.output_width; ++x) {
        pixel_offset_.push_back(y * shape_.stride_h * row_bytes +
                                x * shape_.stride_w * pixel_bytes());
      }
    }
    // Neighbouring columns are one run, unless something lies between them.
    const bool joined = shape_.groups == 1 && shape_.dilation_w == 1;
    const int32_t taps = joined ? 1 : shape_.kernel_width;
    run_elems_ = shape_.group_input_channels() * shape_.kernel_width / taps;
    run_words_ = (run_elems_ * kernels_.element_bytes + 3) / 4;
    for (int32_t y = 0; y < shape_.kernel_height; ++y) {
      for (int32_t x = 0; x < taps; ++x) {
        for (int32_t word = 0; word < run_words_; ++word) {
          word_offset_.push_back(y * shape_.dilation_h * row_bytes +
                                 x * shape_.dilation_w * pixel_bytes() +
                                 4 * word);
        }
      }
    }
    layer_.words = static_cast<int32_t>(word_offset_.size());
  }

  void add_group(const ConvolutionOp& op, const std::vector<FixedScale>& scales,
                 int32_t group) {
    const int32_t channels = shape_.group_output_channels();
    const int32_t first = group * channels;
    for (int32_t v = 0; v < vectors(); ++v) {
      std::vector<FixedScale> lanes(static_cast<size_t>(kernels_.lanes));
      const int32_t begin = v * kernels_.lanes;
      const int32_t end = std::min(begin + kernels_.lanes, channels);
      std::copy(scales.begin() + first + begin, scales.begin() + first + end,
                lanes.begin());
      append_scales(lanes, scales_);
    }
    for (int32_t v = 0; v < vectors(); v += kernels_.vectors) {
      add_block(op, first, v, std::min(kernels_.vectors, vectors() - v));
    }
  }

  void add_block(const ConvolutionOp& op, int32_t group_first, int32_t vector,
                 int32_t vectors) {
    const int32_t begin = vector * kernels_.lanes;
    const int32_t word_elems = 4 / kernels_.element_bytes;
    for (int32_t word = 0; word < layer_.words; ++word) {
      for (int32_t i = 0; i < vectors * kernels_.lanes; ++i) {
        for (int32_t e = 0; e < word_elems; ++e) {
          const int32_t at = word % run_words_ * word_elems + e;
          const bool there =
              begin + i < shape_.group_output_channels() && at < run_elems_;
          const int32_t index = (group_first + begin + i) * op.depth() +
                                word / run_words_ * run_elems_ + at;
          add_weight(there ? op.weights[static_cast<size_t>(index)] : 0);
        }
      }
    }
  }

  /// Little-endian, as the kernels' hosts are.
  void add_weight(int32_t weight) {
    for (int32_t i = 0; i < kernels_.element_bytes; ++i) {
      weights_.push_back(static_cast<uint8_t>(weight >> (8 * i)));
    }
  }

  const Kernels& kernels_;
  TensorId input_;
  TensorId output_;
  ConvShape shape_;
  StageLayer stage_{};
  MatmulLayer layer_{};
  int32_t run_elems_ = 0;
  int32_t run_words_ = 0;
  std::vector<int32_t> pixel_offset_;
  std::vector<int32_t> word_offset_;
  Aligned<uint8_t> weights_;
  Aligned<int32_t> scales_;
};

}  // namespace

std::unique_ptr<Step> make_matmul(const ConvolutionOp& op,
                                  const Kernels& kernels) {
  const ConvShape shape = flattened(op.parameters.shape);
  const int64_t staged = seen_rows(shape) * seen_columns(shape);
  const int64_t pixel = int64_t{shape.input_channels} * kernels.element_bytes;
  if (staged > kMostStagedBytes / pixel) {
    return nullptr;
  }
  return std::make_unique<MatmulStep>(op, kernels);
}

}  // namespace firefly::host
