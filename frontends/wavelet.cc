// SPDX-License-Identifier: Apache-2.0
#include "frontends/wavelet.h"

#include <cmath>
#include <numbers>

#include "features/wavelet.h"
#include "frontends/decibels.h"
#include "frontends/frames.h"
#include "frontends/host_front_end.h"
#include "frontends/spectrum.h"
#include "frontends/to_int8.h"

namespace firefly {
namespace {

using features::kWaveletTaps;
using features::Wavelet;

constexpr int kMaxLevels = 8;

/// Both filters in the order of the samples, with gain 1 instead of √2, so that
/// a slow signal keeps its level.
std::vector<int16_t> filters() {
  std::vector<int16_t> values;
  for (size_t i = 0; i < kDb4.size(); ++i) {
    values.push_back(static_cast<int16_t>(
        to_q15(kDb4[kDb4.size() - 1 - i] / std::numbers::sqrt2)));
  }
  for (size_t i = 0; i < kDb4.size(); ++i) {
    const double sign = i % 2 == 0 ? 1 : -1;
    values.push_back(
        static_cast<int16_t>(to_q15(sign * kDb4[i] / std::numbers::sqrt2)));
  }
  return values;
}

/// The least length of a frame with `levels` levels, each of 8 samples or more.
int least_length(int levels) {
  int length = kWaveletTaps;
  for (int i = 1; i < levels; ++i) {
    length = 2 * length - kWaveletTaps + 1;
  }
  return length;
}

class WaveletDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override {
    firefly::declare(keys, frames_);
    keys.integer({"levels", "",
                  "of the transform; each halves the frequency, and the bands "
                  "are one more"},
                 levels_, 1, kMaxLevels);
    firefly::declare(keys, range_);
    firefly::declare(keys, shape_);
  }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    const auto frames = design_frames(frames_, sensor, least_length(levels_));
    FIREFLY_RETURN_IF_ERROR(frames);
    const Expected<features::ToInt8> level =
        design_decibels(range_, SpectrumKind::kPower, -30);
    FIREFLY_RETURN_IF_ERROR(level);
    ConfigWriter<Wavelet::Config> writer;
    Wavelet::Config& config = writer.config();
    write_frames(writer, config.frames, *frames);
    writer.table(config.filters, "kFilters", filters());
    writer.integer(config.levels, levels_);
    write_to_int8(writer, config.level, *level);
    write_shape(writer, config.shape, shape_);
    FeatureFormat format =
        format_of(*frames, (levels_ + 1) * features::kBandStatistics);
    set_decibel_scale(format);
    return std::unique_ptr<FrontEnd>(std::make_unique<HostFrontEnd<Wavelet>>(
        format, sensor, "features/wavelet.h", "firefly::features::Wavelet",
        std::move(writer)));
  }

 private:
  FrameParameters frames_;
  int levels_ = 3;
  DecibelRange range_ = {-96, 96};
  ShapeParameters shape_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_wavelet() {
  return std::make_unique<WaveletDesign>();
}

}  // namespace firefly
