// SPDX-License-Identifier: Apache-2.0
#include "trainer/architectures/designs.h"
#include "trainer/network_builder.h"

namespace firefly::trainer {
namespace {

/// Koizumi et al., "ToyADMOS" (2019), as the model of MLPerf Tiny.
class Autoencoder : public ArchitectureDesign {
 public:
  void declare(Keys& keys) override {
    keys.integer({"width", "", "outputs of each hidden layer"}, width_, 1,
                 4096);
    keys.integer({"depth", "", "hidden layers on each side of the bottleneck"},
                 depth_, 1, 16);
    keys.integer({"bottleneck", "", "outputs of the narrowest layer"},
                 bottleneck_, 1, 1024);
  }

  [[nodiscard]] Expected<Network> make(const InputFormat& input,
                                       int /*classes*/) const override {
    NetworkBuilder net(input);
    for (int i = 0; i < depth_; ++i) {
      net.dense(width_, Rectifier::kRelu);
    }
    net.dense(bottleneck_, Rectifier::kRelu);
    for (int i = 0; i < depth_; ++i) {
      net.dense(width_, Rectifier::kRelu);
    }
    net.dense(input.extent.size(), Rectifier::kNone);
    return net.finish(Task::kReconstruct);
  }

 private:
  int width_ = 128;
  int depth_ = 4;
  int bottleneck_ = 8;
};

}  // namespace

std::unique_ptr<ArchitectureDesign> design_autoencoder() {
  return std::make_unique<Autoencoder>();
}

}  // namespace firefly::trainer
