// SPDX-License-Identifier: Apache-2.0
#include "trainer/architectures/designs.h"
#include "trainer/architectures/whole_numbers.h"
#include "trainer/network_builder.h"

namespace firefly::trainer {
namespace {

class Mlp : public ArchitectureDesign {
 public:
  void declare(Keys& keys) override {
    keys.numbers({"hidden", "", "outputs of each hidden layer"}, hidden_, 1,
                 4096);
    keys.number({"dropout", "", "share of outputs left out in training"},
                dropout_, 0, 0.9);
  }

  [[nodiscard]] Expected<Network> make(const InputFormat& input,
                                       int classes) const override {
    const Expected<std::vector<int>> hidden = whole_numbers("hidden", hidden_);
    FIREFLY_RETURN_IF_ERROR(hidden);
    NetworkBuilder net(input);
    for (const int outputs : *hidden) {
      net.dense(outputs, Rectifier::kRelu);
      net.drop_out(dropout_);
    }
    net.dense(classes, Rectifier::kNone);
    return net.finish(Task::kClassify);
  }

 private:
  std::vector<double> hidden_ = {64, 32};
  double dropout_ = 0.1;
};

}  // namespace

std::unique_ptr<ArchitectureDesign> design_mlp() {
  return std::make_unique<Mlp>();
}

}  // namespace firefly::trainer
