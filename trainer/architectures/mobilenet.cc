// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "trainer/architectures/designs.h"
#include "trainer/network_builder.h"

namespace firefly::trainer {
namespace {

// A count of channels with the width multiplier: a multiple of 8 that loses at
// most a tenth. As in the reference implementations.
int scaled(int channels, double width) {
  const double wanted = channels * width;
  int result = std::max(8, static_cast<int>(wanted + 4) / 8 * 8);
  if (result < 0.9 * wanted) {
    result += 8;
  }
  return result;
}

/// Howard et al., "MobileNets" (2017).
class MobileNetV1 : public ArchitectureDesign {
 public:
  void declare(Keys& keys) override {
    keys.number({"width", "", "multiplier of all channels"}, width_, 0.05, 2);
    keys.integer({"blocks", "",
                  "depthwise separable blocks of the 13, from "
                  "the first on"},
                 blocks_, 1, static_cast<int>(kBlocks.size()));
    keys.number({"dropout", "", "share of channels left out in training"},
                dropout_, 0, 0.9);
  }

  [[nodiscard]] Expected<Network> make(const InputFormat& input,
                                       int classes) const override {
    NetworkBuilder net(input);
    net.conv(scaled(32, width_), {3, 3, 2, 2}, Padding::kSame,
             Rectifier::kRelu);
    for (size_t i = 0; i < static_cast<size_t>(blocks_); ++i) {
      const Block& block = kBlocks[i];
      net.depthwise({3, 3, block.stride, block.stride}, Padding::kSame,
                    Rectifier::kRelu);
      net.pointwise(scaled(block.channels, width_), Rectifier::kRelu);
    }
    net.average_pool();
    net.drop_out(dropout_);
    net.dense(classes, Rectifier::kNone);
    return net.finish(Task::kClassify);
  }

 private:
  struct Block {
    int channels;
    int stride;
  };
  static constexpr std::array<Block, 13> kBlocks = {{{64, 1},
                                                     {128, 2},
                                                     {128, 1},
                                                     {256, 2},
                                                     {256, 1},
                                                     {512, 2},
                                                     {512, 1},
                                                     {512, 1},
                                                     {512, 1},
                                                     {512, 1},
                                                     {512, 1},
                                                     {1024, 2},
                                                     {1024, 1}}};

  double width_ = 0.25;
  int blocks_ = 13;
  double dropout_ = 0.1;
};

/// Sandler et al., "MobileNetV2" (2018).
class MobileNetV2 : public ArchitectureDesign {
 public:
  void declare(Keys& keys) override {
    keys.number({"width", "", "multiplier of all channels"}, width_, 0.05, 2);
    keys.integer({"stages", "", "of the 7, from the first on"}, stages_, 1,
                 static_cast<int>(kStages.size()));
    keys.integer({"last_channels", "",
                  "of the last convolution, before the "
                  "width multiplier"},
                 last_channels_, 8, 1280);
    keys.number({"dropout", "", "share of channels left out in training"},
                dropout_, 0, 0.9);
  }

  [[nodiscard]] Expected<Network> make(const InputFormat& input,
                                       int classes) const override {
    NetworkBuilder net(input);
    net.conv(scaled(32, width_), {3, 3, 2, 2}, Padding::kSame,
             Rectifier::kRelu6);
    for (size_t i = 0; i < static_cast<size_t>(stages_); ++i) {
      const Stage& stage = kStages[i];
      for (int repeat = 0; repeat < stage.repeats; ++repeat) {
        add_block(net, stage.expansion, scaled(stage.channels, width_),
                  repeat == 0 ? stage.stride : 1);
      }
    }
    net.pointwise(scaled(last_channels_, width_), Rectifier::kRelu6);
    net.average_pool();
    net.drop_out(dropout_);
    net.dense(classes, Rectifier::kNone);
    return net.finish(Task::kClassify);
  }

 private:
  struct Stage {
    int expansion;
    int channels;
    int repeats;
    int stride;
  };
  static constexpr std::array<Stage, 7> kStages = {{{1, 16, 1, 1},
                                                    {6, 24, 2, 2},
                                                    {6, 32, 3, 2},
                                                    {6, 64, 4, 2},
                                                    {6, 96, 3, 1},
                                                    {6, 160, 3, 2},
                                                    {6, 320, 1, 1}}};

  static void add_block(NetworkBuilder& net, int expansion, int channels,
                        int stride) {
    const int from = net.last();
    const int inputs = net.extent().channels;
    if (expansion > 1) {
      net.pointwise(inputs * expansion, Rectifier::kRelu6);
    }
    net.depthwise({3, 3, stride, stride}, Padding::kSame, Rectifier::kRelu6);
    const int body = net.pointwise(channels, Rectifier::kNone);
    if (stride == 1 && inputs == channels) {
      net.add(from, body, Rectifier::kNone);
    }
  }

  double width_ = 0.35;
  int stages_ = 7;
  int last_channels_ = 1280;
  double dropout_ = 0.1;
};

}  // namespace

std::unique_ptr<ArchitectureDesign> design_mobilenet_v1() {
  return std::make_unique<MobileNetV1>();
}

std::unique_ptr<ArchitectureDesign> design_mobilenet_v2() {
  return std::make_unique<MobileNetV2>();
}

}  // namespace firefly::trainer
