// SPDX-License-Identifier: Apache-2.0
#include "frontends/statistics.h"

#include "features/statistics.h"
#include "frontends/frames.h"
#include "frontends/full_scale.h"
#include "frontends/host_front_end.h"

namespace firefly {
namespace {

using features::Statistics;

class StatisticsDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override {
    firefly::declare(keys, frames_);
    firefly::declare(keys, full_scale_);
    firefly::declare(keys, shape_);
  }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    const auto frames = design_frames(frames_, sensor, 2);
    FIREFLY_RETURN_IF_ERROR(frames);
    const auto scales = design_scales(full_scale_, sensor.channels);
    FIREFLY_RETURN_IF_ERROR(scales);
    ConfigWriter<Statistics::Config> writer;
    Statistics::Config& config = writer.config();
    write_frames(writer, config.frames, *frames);
    write_scales(writer, config.multipliers, config.shifts, *scales);
    write_shape(writer, config.shape, shape_);
    FeatureFormat format = format_of(*frames, features::kStatistics);
    format.scale = 1.0F / 128;
    return std::unique_ptr<FrontEnd>(std::make_unique<HostFrontEnd<Statistics>>(
        format, sensor, "features/statistics.h",
        "firefly::features::Statistics", std::move(writer)));
  }

 private:
  FrameParameters frames_;
  FullScale full_scale_ = {1.0};
  ShapeParameters shape_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_statistics() {
  return std::make_unique<StatisticsDesign>();
}

}  // namespace firefly
