// SPDX-License-Identifier: Apache-2.0
#include "frontends/raw.h"

#include <fmt/format.h>

#include "features/raw.h"
#include "frontends/host_front_end.h"
#include "frontends/prefilter.h"
#include "frontends/scaled_integer.h"

namespace firefly {
namespace {

using features::Raw;

struct RawParameters {
  PrefilterParameters prefilter;
  std::vector<double> full_scale = {1.0};
};

class RawDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override {
    firefly::declare(keys, parameters_.prefilter);
    // The lower limit keeps products in 32 bits.
    keys.numbers({"full_scale", "",
                  "part of the sensor's range that int8 covers; one for all "
                  "channels or one for each"},
                 parameters_.full_scale, 1.0 / 128, 1);
  }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    const auto prefilter = design_prefilter(parameters_.prefilter, sensor);
    FIREFLY_RETURN_IF_ERROR(prefilter);
    const auto channels = static_cast<size_t>(sensor.channels);
    std::vector<double> full_scale = parameters_.full_scale;
    if (full_scale.size() == 1) {
      full_scale.resize(channels, full_scale.front());
    }
    if (full_scale.size() != channels) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("full_scale has {} values, but the sensor has "
                               "{} channels: give one value or {}",
                               full_scale.size(), channels, channels)};
    }
    ConfigWriter<Raw::Config> writer;
    write_prefilter(writer, writer.config().prefilter, *prefilter);
    write_scales(writer, full_scale);
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
  static void write_scales(ConfigWriter<Raw::Config>& writer,
                           const std::vector<double>& full_scale) {
    std::vector<int16_t> multipliers;
    std::vector<uint8_t> shifts;
    for (const double part : full_scale) {
      const ScaledInteger scale = scaled_integer(128 / (part * 32768), 15);
      multipliers.push_back(static_cast<int16_t>(scale.multiplier));
      shifts.push_back(static_cast<uint8_t>(scale.shift));
    }
    writer.table(writer.config().multipliers, "kMultipliers", multipliers);
    writer.table(writer.config().shifts, "kShifts", shifts);
  }

  RawParameters parameters_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_raw() {
  return std::make_unique<RawDesign>();
}

}  // namespace firefly
