// SPDX-License-Identifier: Apache-2.0
//
// One function a file of this folder.
#pragma once

#include <memory>

#include "trainer/architecture.h"

namespace firefly::trainer {

std::unique_ptr<ArchitectureDesign> design_autoencoder();
std::unique_ptr<ArchitectureDesign> design_cnn_1d();
std::unique_ptr<ArchitectureDesign> design_ds_cnn();
std::unique_ptr<ArchitectureDesign> design_mlp();
std::unique_ptr<ArchitectureDesign> design_mobilenet_v1();
std::unique_ptr<ArchitectureDesign> design_mobilenet_v2();
std::unique_ptr<ArchitectureDesign> design_resnet();
std::unique_ptr<ArchitectureDesign> design_streaming_tcn();

}  // namespace firefly::trainer
