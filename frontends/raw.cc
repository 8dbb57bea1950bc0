// SPDX-License-Identifier: Apache-2.0
#include "frontends/raw.h"

#include "features/raw.h"
#include "frontends/full_scale.h"
#include "frontends/host_front_end.h"
#include "frontends/prefilter.h"

namespace firefly {
namespace {

using features::Raw;

class RawDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override {
    firefly::declare(keys, prefilter_);
    firefly::declare(keys, full_scale_);
  }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    const auto prefilter = design_prefilter(prefilter_, sensor);
    FIREFLY_RETURN_IF_ERROR(prefilter);
    const auto scales = design_scales(full_scale_, sensor.channels);
    FIREFLY_RETURN_IF_ERROR(scales);
    ConfigWriter<Raw::Config> writer;
    Raw::Config& config = writer.config();
    write_prefilter(writer, config.prefilter, *prefilter);
    write_scales(writer, config.multipliers, config.shifts, *scales);
    FeatureFormat format;
    format.width = 1;
    format.channels = sensor.channels;
    format.scale = 1.0F / 128;
    format.hop_samples = prefilter->decimation;
    return std::unique_ptr<FrontEnd>(std::make_unique<HostFrontEnd<Raw>>(
        format, sensor, "features/raw.h", "firefly::features::Raw",
        std::move(writer)));
  }

 private:
  PrefilterParameters prefilter_;
  FullScale full_scale_ = {1.0};
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_raw() {
  return std::make_unique<RawDesign>();
}

}  // namespace firefly
