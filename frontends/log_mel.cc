// SPDX-License-Identifier: Apache-2.0
#include "frontends/log_mel.h"

#include "features/log_mel.h"
#include "frontends/decibels.h"
#include "frontends/host_front_end.h"
#include "frontends/mel.h"
#include "frontends/spectrum.h"

namespace firefly {
namespace {

using features::LogMel;

class LogMelDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override {
    firefly::declare(keys, spectrum_);
    firefly::declare(keys, mel_);
    firefly::declare(keys, range_);
  }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    const Expected<SpectrumDesign> spectrum =
        design_spectrum(spectrum_, sensor);
    FIREFLY_RETURN_IF_ERROR(spectrum);
    const Expected<MelDesign> mel = design_mel(mel_, *spectrum);
    FIREFLY_RETURN_IF_ERROR(mel);
    ConfigWriter<LogMel::Config> writer;
    LogMel::Config& config = writer.config();
    write_spectrum(writer, config.spectrum, *spectrum);
    write_mel(writer, config.bank, *mel);
    // The weights are in Q15.
    const Expected<features::ToInt8> output = design_decibels(
        range_, spectrum_.kind, unit_log2(*spectrum, config.spectrum) - 15);
    FIREFLY_RETURN_IF_ERROR(output);
    write_to_int8(writer, config.output, *output);
    FeatureFormat format = format_of(*spectrum, mel_.filters);
    set_decibel_scale(format);
    return std::unique_ptr<FrontEnd>(std::make_unique<HostFrontEnd<LogMel>>(
        format, sensor, "features/log_mel.h", "firefly::features::LogMel",
        std::move(writer)));
  }

 private:
  SpectrumParameters spectrum_;
  MelParameters mel_;
  DecibelRange range_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_log_mel() {
  return std::make_unique<LogMelDesign>();
}

}  // namespace firefly
