// SPDX-License-Identifier: Apache-2.0
#include "frontends/micro_frontend.h"

#include "features/micro_frontend.h"
#include "frontends/host_front_end.h"
#include "frontends/micro_features.h"

namespace firefly {
namespace {

using features::MicroFrontend;

class MicroFrontendDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override { firefly::declare(keys, parameters_); }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    Expected<ConfigWriter<MicroFrontend::Config>> writer =
        design_micro_features(parameters_, sensor);
    FIREFLY_RETURN_IF_ERROR(writer);
    FeatureFormat format;
    format.width = parameters_.channels;
    format.channels = 1;
    // Published as 0 ... 26: the value divided by 25.6.
    format.scale = 26.0F / 256;
    format.zero_point = -128;
    format.frame_samples = writer->config().frame_length;
    format.hop_samples = writer->config().hop_length;
    return std::unique_ptr<FrontEnd>(
        std::make_unique<HostFrontEnd<MicroFrontend>>(
            format, sensor, "features/micro_frontend.h",
            "firefly::features::MicroFrontend", std::move(*writer)));
  }

 private:
  MicroFeaturesParameters parameters_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_micro_frontend() {
  return std::make_unique<MicroFrontendDesign>();
}

}  // namespace firefly
