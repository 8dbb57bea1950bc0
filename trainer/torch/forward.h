// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "trainer/network.h"
#include "trainer/torch/precompiled.h"

namespace firefly::trainer {

/// The numbers of one layer as tensors on the device. Weights OIHW in
/// channels-last memory, which is TFLite's OHWI.
struct LayerTensors {
  torch::Tensor weights;
  torch::Tensor bias;
  torch::Tensor gain;
  torch::Tensor mean;
  torch::Tensor variance;
};

/// Copies `values` to `device`; the parameters ask for gradients if wanted.
[[nodiscard]] std::vector<LayerTensors> tensors_of(const Network& network,
                                                   const Values& values,
                                                   torch::Device device,
                                                   bool with_gradients);

/// What a forward pass leaves beside its output.
struct Trace {
  std::vector<torch::Tensor> outputs;           ///< By layer.
  std::vector<torch::Tensor> before_rectifier;  ///< By layer.
  std::vector<torch::Tensor> means;             ///< Of the batch, by layer.
  std::vector<torch::Tensor> variances;
};

struct Forward {
  const Network& network;
  const std::vector<LayerTensors>& tensors;
  const Rounding* rounding = nullptr;
  /// Batch norm of the batch, and dropout.
  bool training = false;
  uint64_t seed = 0;

  /// `input`: NCHW in channels-last memory.
  [[nodiscard]] Trace run(const torch::Tensor& input) const;
};

}  // namespace firefly::trainer
