// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "trainer/architectures/designs.h"
#include "trainer/architectures/whole_numbers.h"
#include "trainer/network_builder.h"

namespace firefly::trainer {
namespace {

/// Rybakov et al., "Streaming Keyword Spotting on Mobile Devices" (2020), as
/// the streaming wake word of MLPerf Tiny: no margins, so that what was
/// computed for one window holds for the next, one row later.
class StreamingTcn : public ArchitectureDesign {
 public:
  void declare(Keys& keys) override {
    keys.integer({"width", "channels", "of every layer"}, width_, 4, 1024);
    keys.integer({"first_height", "rows",
                  "window of the first convolution, "
                  "which sees whole rows"},
                 first_height_, 1, 64);
    keys.integer({"stride", "rows",
                  "step of the first convolution: from one "
                  "answer to the next"},
                 stride_, 1, 16);
    keys.numbers({"kernels", "rows", "windows of the separable blocks"},
                 kernels_, 1, 256);
    keys.number({"dropout", "", "share of channels left out in training"},
                dropout_, 0, 0.9);
  }

  [[nodiscard]] Expected<Network> make(const InputFormat& input,
                                       int classes) const override {
    const Expected<std::vector<int>> kernels =
        whole_numbers("kernels", kernels_);
    FIREFLY_RETURN_IF_ERROR(kernels);
    NetworkBuilder net(input);
    net.conv(width_, {first_height_, input.extent.width, stride_, 1},
             Padding::kValid, Rectifier::kRelu);
    for (const int kernel : *kernels) {
      // Between the two halves nothing is rectified, as in MLPerf's model.
      net.depthwise({kernel, 1}, Padding::kValid, Rectifier::kNone);
      net.pointwise(width_, Rectifier::kRelu);
    }
    net.average_pool();
    net.drop_out(dropout_);
    net.dense(classes, Rectifier::kNone);
    return net.finish(Task::kClassify,
                      fmt::format("the input has {} rows; make `kernels`, "
                                  "`first_height` or `stride` smaller, or the "
                                  "window longer",
                                  input.extent.height));
  }

 private:
  int width_ = 64;
  int first_height_ = 3;
  int stride_ = 1;
  std::vector<double> kernels_ = {5, 9, 13, 17};
  double dropout_ = 0.2;
};

}  // namespace

std::unique_ptr<ArchitectureDesign> design_streaming_tcn() {
  return std::make_unique<StreamingTcn>();
}

}  // namespace firefly::trainer
