// SPDX-License-Identifier: Apache-2.0
#include "frontends/spectrogram.h"

#include "features/spectrogram.h"
#include "frontends/decibels.h"
#include "frontends/host_front_end.h"
#include "frontends/spectrum.h"

namespace firefly {
namespace {

using features::Spectrogram;

class SpectrogramDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override {
    firefly::declare(keys, spectrum_);
    firefly::declare(keys, range_);
  }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    const Expected<SpectrumDesign> spectrum =
        design_spectrum(spectrum_, sensor);
    FIREFLY_RETURN_IF_ERROR(spectrum);
    ConfigWriter<Spectrogram::Config> writer;
    Spectrogram::Config& config = writer.config();
    write_spectrum(writer, config.spectrum, *spectrum);
    const Expected<features::ToInt8> output = design_decibels(
        range_, spectrum_.kind, unit_log2(*spectrum, config.spectrum));
    FIREFLY_RETURN_IF_ERROR(output);
    write_to_int8(writer, config.output, *output);
    FeatureFormat format = format_of(*spectrum, spectrum->bins());
    set_decibel_scale(format);
    return std::unique_ptr<FrontEnd>(
        std::make_unique<HostFrontEnd<Spectrogram>>(
            format, sensor, "features/spectrogram.h",
            "firefly::features::Spectrogram", std::move(writer)));
  }

 private:
  SpectrumParameters spectrum_;
  DecibelRange range_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_spectrogram() {
  return std::make_unique<SpectrogramDesign>();
}

}  // namespace firefly
