// SPDX-License-Identifier: Apache-2.0
//
// What both kinds of convolution start from.
#pragma once

#include <memory>
#include <vector>

#include "graph/prepare/convolution.h"
#include "host/constants.h"
#include "host/step.h"

namespace firefly::host {

/// An int8 layer as the reference has it, with constant operands.
struct ConvolutionOp {
  TensorId input = kNoTensor;
  TensorId output = kNoTensor;
  ConvParameters parameters;
  std::vector<int8_t> weights;  ///< OHWI.
  std::vector<int32_t> bias;    ///< One a channel.

  /// Weights of one output channel.
  [[nodiscard]] int32_t depth() const {
    const ConvShape& shape = parameters.shape;
    return shape.kernel_height * shape.kernel_width *
           shape.group_input_channels();
  }
  /// Of activations that are staged with `offset` added, so that the zero
  /// point disappears in the bias.
  [[nodiscard]] std::vector<FixedScale> scales(int32_t offset) const;
};

/// Rows and columns of the image, margins included, that windows see.
[[nodiscard]] int64_t seen_rows(const ConvShape& shape);
[[nodiscard]] int64_t seen_columns(const ConvShape& shape);

[[nodiscard]] std::unique_ptr<Step> make_matmul(const ConvolutionOp& op,
                                                const Kernels& kernels);
/// Of one input and one output channel a group.
[[nodiscard]] std::unique_ptr<Step> make_depthwise(const ConvolutionOp& op,
                                                   const Kernels& kernels);

/// Of a staged image; larger ones are left to the reference, so that margins
/// do not make memory explode and offsets fit int32.
inline constexpr int64_t kMostStagedBytes = int64_t{1} << 28;

}  // namespace firefly::host
