// SPDX-License-Identifier: Apache-2.0
#include "trainer/architectures/designs.h"
#include "trainer/architectures/whole_numbers.h"
#include "trainer/network_builder.h"

namespace firefly::trainer {
namespace {

class Cnn1d : public ArchitectureDesign {
 public:
  void declare(Keys& keys) override {
    keys.numbers({"channels", "", "of each convolution, one after another"},
                 channels_, 1, 1024);
    keys.integer({"kernel", "rows", "window of each convolution"}, kernel_, 1,
                 64);
    keys.integer({"stride", "rows", "step of each convolution"}, stride_, 1, 8);
    keys.number({"dropout", "", "share of channels left out in training"},
                dropout_, 0, 0.9);
  }

  [[nodiscard]] Expected<Network> make(const InputFormat& input,
                                       int classes) const override {
    const Expected<std::vector<int>> channels =
        whole_numbers("channels", channels_);
    FIREFLY_RETURN_IF_ERROR(channels);
    NetworkBuilder net(input);
    for (const int count : *channels) {
      // The first one sees whole rows. A step as wide as the window leaves
      // SAME no margin beside it.
      const int width = net.extent().width;
      net.conv(count, {kernel_, width, stride_, width}, Padding::kSame,
               Rectifier::kRelu);
    }
    net.average_pool();
    net.drop_out(dropout_);
    net.dense(classes, Rectifier::kNone);
    return net.finish(Task::kClassify);
  }

 private:
  std::vector<double> channels_ = {16, 32, 64};
  int kernel_ = 5;
  int stride_ = 2;
  double dropout_ = 0.2;
};

}  // namespace

std::unique_ptr<ArchitectureDesign> design_cnn_1d() {
  return std::make_unique<Cnn1d>();
}

}  // namespace firefly::trainer
