// SPDX-License-Identifier: Apache-2.0
#include "trainer/architecture.h"

#include <array>

#include "trainer/architectures/designs.h"

namespace firefly::trainer {

std::span<const ArchitectureKind> architecture_kinds() {
  static constexpr std::array kKinds = {
      ArchitectureKind{"autoencoder", Task::kReconstruct,
                       "dense layers to a bottleneck and back: anomalies are "
                       "what it repeats badly",
                       design_autoencoder},
      ArchitectureKind{"cnn-1d", Task::kClassify,
                       "convolutions along time: motion and time series",
                       design_cnn_1d},
      ArchitectureKind{"ds-cnn", Task::kClassify,
                       "depthwise separable blocks at one resolution: keywords",
                       design_ds_cnn},
      ArchitectureKind{"mlp", Task::kClassify,
                       "dense layers: a few features of a window", design_mlp},
      ArchitectureKind{
          "mobilenet-v1", Task::kClassify,
          "depthwise separable blocks, halving the image: pictures",
          design_mobilenet_v1},
      ArchitectureKind{"mobilenet-v2", Task::kClassify,
                       "inverted residual blocks: pictures, more accurate for "
                       "the same products, more RAM",
                       design_mobilenet_v2},
      ArchitectureKind{"resnet-8", Task::kClassify,
                       "three residual blocks: small pictures", design_resnet},
      ArchitectureKind{"streaming-tcn", Task::kClassify,
                       "separable convolutions along time without margins: "
                       "computes only what is new of a stream",
                       design_streaming_tcn},
  };
  return kKinds;
}

const ArchitectureKind* find_architecture(std::string_view name) {
  for (const ArchitectureKind& kind : architecture_kinds()) {
    if (kind.name == name) {
      return &kind;
    }
  }
  return nullptr;
}

}  // namespace firefly::trainer
