// SPDX-License-Identifier: Apache-2.0
#include "frontends/spectral.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "features/spectral.h"
#include "frontends/decibels.h"
#include "frontends/frames.h"
#include "frontends/full_scale.h"
#include "frontends/host_front_end.h"
#include "frontends/spectrum.h"
#include "frontends/to_int8.h"

namespace firefly {
namespace {

using features::Spectral;
using features::Welch;

constexpr int kMinLog2Points = 4;
constexpr int kMaxLog2Points = 12;

enum class Joined { kMaximum, kMean };

struct WelchParameters {
  int fft_length = 16;
  WindowShape window = WindowShape::kRectangular;
  Joined joined = Joined::kMaximum;
};

void declare_welch(Keys& keys, WelchParameters& parameters) {
  keys.integer({"fft_length", "samples",
                "of a segment; segments overlap by half; a power of two"},
               parameters.fft_length, 1 << kMinLog2Points, 1 << kMaxLog2Points);
  keys.one_of<WindowShape>({"window", "", "what segments are multiplied with"},
                           parameters.window,
                           {{"hann", WindowShape::kHann},
                            {"hamming", WindowShape::kHamming},
                            {"rectangular", WindowShape::kRectangular}});
  keys.one_of<Joined>(
      {"segments", "", "what becomes of the powers of all segments"},
      parameters.joined,
      {{"maximum", Joined::kMaximum}, {"mean", Joined::kMean}});
}

Expected<int> log2_of(int fft_length) {
  const int log2 = static_cast<int>(std::lround(std::log2(fft_length)));
  if (fft_length != 1 << log2) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("fft_length = {}: expected a power of two, such "
                             "as {}",
                             fft_length, 1 << log2)};
  }
  return log2;
}

void write_welch(ConfigWriter<Spectral::Config>& writer, Welch& welch,
                 const WelchParameters& parameters, int log2_points) {
  write_fft(writer, welch.fft, log2_points);
  std::vector<int16_t> window;
  for (const double value :
       window_values(parameters.window, true, parameters.fft_length)) {
    window.push_back(static_cast<int16_t>(to_q15(value)));
  }
  writer.table(welch.window, "kWindow", std::move(window));
  writer.integer(welch.is_maximum,
                 parameters.joined == Joined::kMaximum ? 1 : 0);
}

class SpectralDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override {
    firefly::declare(keys, frames_);
    declare_welch(keys, welch_);
    firefly::declare(keys, range_);
    firefly::declare(keys, shape_);
    keys.flag({"average", "",
               "also the mean, such as an accelerometer's posture: 0 ... 1 "
               "for -full_scale ... full_scale"},
              average_);
    firefly::declare(keys, full_scale_);
  }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    const Expected<int> log2_points = log2_of(welch_.fft_length);
    FIREFLY_RETURN_IF_ERROR(log2_points);
    const auto frames = design_frames(frames_, sensor, welch_.fft_length);
    FIREFLY_RETURN_IF_ERROR(frames);
    ConfigWriter<Spectral::Config> writer;
    Spectral::Config& config = writer.config();
    write_frames(writer, config.frames, *frames);
    write_welch(writer, config.welch, welch_, *log2_points);
    // Of squares of samples in −1 … 1, of powers divided by fft_length.
    const double sample_log2 = -30;
    const Expected<features::ToInt8> level =
        design_decibels(range_, SpectrumKind::kPower, sample_log2);
    FIREFLY_RETURN_IF_ERROR(level);
    const int segments =
        welch_.joined == Joined::kMean
            ? features::welch_segments(config.welch, frames->frame_length)
            : 1;
    const Expected<features::ToInt8> lines =
        design_decibels(range_, SpectrumKind::kPower,
                        sample_log2 + features::welch_unit_log2(*log2_points) -
                            *log2_points - std::log2(segments));
    FIREFLY_RETURN_IF_ERROR(lines);
    write_to_int8(writer, config.level, *level);
    write_to_int8(writer, config.lines, *lines);
    write_shape(writer, config.shape, shape_);
    const auto scales = design_scales(full_scale_, sensor.channels);
    FIREFLY_RETURN_IF_ERROR(scales);
    write_scales(writer, config.multipliers, config.shifts,
                 average_ ? *scales : ChannelScales{});
    FeatureFormat format = format_of(
        *frames, (average_ ? 1 : 0) + 3 + features::welch_bins(config.welch));
    set_decibel_scale(format);
    return std::unique_ptr<FrontEnd>(std::make_unique<HostFrontEnd<Spectral>>(
        format, sensor, "features/spectral.h", "firefly::features::Spectral",
        std::move(writer)));
  }

 private:
  FrameParameters frames_;
  WelchParameters welch_;
  DecibelRange range_ = {-96, 96};
  ShapeParameters shape_;
  bool average_ = false;
  FullScale full_scale_ = {1.0};
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_spectral() {
  return std::make_unique<SpectralDesign>();
}

}  // namespace firefly
