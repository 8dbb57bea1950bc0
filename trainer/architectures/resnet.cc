// SPDX-License-Identifier: Apache-2.0
#include "trainer/architectures/designs.h"
#include "trainer/network_builder.h"

namespace firefly::trainer {
namespace {

/// He et al., "Deep Residual Learning" (2016), cut to the three blocks of
/// MLPerf Tiny's model.
class Resnet : public ArchitectureDesign {
 public:
  void declare(Keys& keys) override {
    keys.integer({"width", "channels",
                  "of the first block; each one after it "
                  "has twice as many"},
                 width_, 4, 256);
    keys.integer({"blocks", "", "residual blocks"}, blocks_, 1, 6);
    keys.number({"dropout", "", "share of channels left out in training"},
                dropout_, 0, 0.9);
  }

  [[nodiscard]] Expected<Network> make(const InputFormat& input,
                                       int classes) const override {
    NetworkBuilder net(input);
    net.conv(width_, {3, 3}, Padding::kSame, Rectifier::kRelu);
    for (int i = 0; i < blocks_; ++i) {
      add_block(net, width_ << i, i == 0 ? 1 : 2);
    }
    net.average_pool();
    net.drop_out(dropout_);
    net.dense(classes, Rectifier::kNone);
    return net.finish(Task::kClassify);
  }

 private:
  static void add_block(NetworkBuilder& net, int channels, int stride) {
    int shortcut = net.last();
    net.conv(channels, {3, 3, stride, stride}, Padding::kSame,
             Rectifier::kRelu);
    const int body =
        net.conv(channels, {3, 3}, Padding::kSame, Rectifier::kNone);
    if (stride > 1) {
      shortcut = net.conv(shortcut, channels, {1, 1, stride, stride},
                          Padding::kSame, Rectifier::kNone);
    }
    net.add(shortcut, body, Rectifier::kRelu);
  }

  int width_ = 16;
  int blocks_ = 3;
  double dropout_ = 0;
};

}  // namespace

std::unique_ptr<ArchitectureDesign> design_resnet() {
  return std::make_unique<Resnet>();
}

}  // namespace firefly::trainer
