// SPDX-License-Identifier: Apache-2.0
#include "trainer/architectures/designs.h"
#include "trainer/network_builder.h"

namespace firefly::trainer {
namespace {

/// Zhang et al., "Hello Edge: Keyword Spotting on Microcontrollers" (2017);
/// the defaults are the model of MLPerf Tiny.
class DsCnn : public ArchitectureDesign {
 public:
  void declare(Keys& keys) override {
    keys.integer({"width", "channels", "of every layer"}, width_, 4, 1024);
    keys.integer({"blocks", "", "depthwise separable blocks"}, blocks_, 1, 20);
    keys.integer({"first_height", "rows", "window of the first convolution"},
                 first_.height, 1, 64);
    keys.integer({"first_width", "columns", "window of the first convolution"},
                 first_.width, 1, 64);
    keys.integer({"stride_h", "rows", "step of the first convolution"},
                 first_.stride_h, 1, 16);
    keys.integer({"stride_w", "columns", "step of the first convolution"},
                 first_.stride_w, 1, 16);
    keys.number({"dropout", "", "share of channels left out in training"},
                dropout_, 0, 0.9);
  }

  [[nodiscard]] Expected<Network> make(const InputFormat& input,
                                       int classes) const override {
    NetworkBuilder net(input);
    net.conv(width_, first_, Padding::kSame, Rectifier::kRelu);
    for (int i = 0; i < blocks_; ++i) {
      net.depthwise({3, 3}, Padding::kSame, Rectifier::kRelu);
      net.pointwise(width_, Rectifier::kRelu);
    }
    net.average_pool();
    net.drop_out(dropout_);
    net.dense(classes, Rectifier::kNone);
    return net.finish(Task::kClassify);
  }

 private:
  int width_ = 64;
  int blocks_ = 4;
  Kernel first_{10, 4, 2, 2};
  double dropout_ = 0.2;
};

}  // namespace

std::unique_ptr<ArchitectureDesign> design_ds_cnn() {
  return std::make_unique<DsCnn>();
}

}  // namespace firefly::trainer
