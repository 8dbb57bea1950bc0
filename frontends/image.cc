// SPDX-License-Identifier: Apache-2.0
#include "frontends/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

#include "features/image.h"
#include "frontends/host_front_end.h"

namespace firefly {
namespace {

using features::BilinearAxis;
using features::Image;
using features::ResizeArea;
using features::ResizeBilinear;

constexpr int kMaxSensorExtent = 8192;

enum class Resize { kArea, kBilinear };

struct ImageParameters {
  int width = 96;
  int height = 96;
  bool grey = false;
  bool crop = true;
  Resize resize = Resize::kArea;
};

/// What becomes the output.
struct Crop {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// The largest part of the sensor's picture with the output's aspect, from its
/// middle.
Crop middle(const SensorFormat& sensor, const ImageParameters& output) {
  Crop crop{0, 0, sensor.width, sensor.height};
  const int64_t wide = int64_t{sensor.width} * output.height;
  const int64_t high = int64_t{sensor.height} * output.width;
  if (wide > high) {
    crop.width = static_cast<int>((high + output.height / 2) / output.height);
  } else {
    crop.height = static_cast<int>((wide + output.width / 2) / output.width);
  }
  crop.width = std::max(crop.width, 1);
  crop.height = std::max(crop.height, 1);
  crop.left = (sensor.width - crop.width) / 2;
  crop.top = (sensor.height - crop.height) / 2;
  return crop;
}

template <class Config>
Status write(ConfigWriter<Config>& writer, ResizeArea::Config& field,
             const Crop& crop, const ImageParameters& output, int channels) {
  const int common_x = std::gcd(crop.width, output.width);
  const int common_y = std::gcd(crop.height, output.height);
  const int64_t units =
      int64_t{crop.width / common_x} * (crop.height / common_y);
  if (units > 1 << 24) {
    return Error{
        ErrorCode::kUnsupported,
        fmt::format("resize = \"area\" of {}x{} pixels to {}x{} does not fit "
                    "32-bit sums: take resize = \"bilinear\", or a width and "
                    "height that divide the sensor's",
                    crop.width, crop.height, output.width, output.height)};
  }
  writer.integer(field.width, output.width);
  writer.integer(field.height, output.height);
  writer.integer(field.channels, channels);
  writer.integer(field.source_units_x, output.width / common_x);
  writer.integer(field.source_units_y, output.height / common_y);
  writer.integer(field.units_x, crop.width / common_x);
  writer.integer(field.units_y, crop.height / common_y);
  int shift = 0;
  while (int64_t{2} << shift < units) {
    ++shift;
  }
  const double multiplier =
      std::ldexp(1 / static_cast<double>(units), 32 + shift);
  // 2^32 where nothing is divided.
  writer.integer(field.multiplier, static_cast<uint32_t>(std::min<double>(
                                       std::round(multiplier), UINT32_MAX)));
  writer.integer(field.shift, shift);
  return {};
}

template <class Config>
Status write(ConfigWriter<Config>& writer, ResizeBilinear::Config& field,
             const Crop& crop, const ImageParameters& output, int channels) {
  const auto write_axis = [&writer](BilinearAxis::Config& axis, int source,
                                    int extent) {
    writer.integer(axis.source, source);
    writer.integer(axis.output, extent);
    writer.integer(axis.weight_multiplier, ((1 << 26) + extent / 2) / extent);
  };
  writer.integer(field.channels, channels);
  write_axis(field.x, crop.width, output.width);
  write_axis(field.y, crop.height, output.height);
  return {};
}

template <class Class>
Expected<std::unique_ptr<FrontEnd>> make_image(const SensorFormat& sensor,
                                               const ImageParameters& output) {
  const int channels = output.grey ? 1 : sensor.channels;
  const Crop crop = output.crop ? middle(sensor, output)
                                : Crop{0, 0, sensor.width, sensor.height};
  ConfigWriter<typename Image<Class>::Config> writer;
  auto& config = writer.config();
  writer.integer(config.sensor_width, sensor.width);
  writer.integer(config.sensor_height, sensor.height);
  writer.integer(config.sensor_channels, sensor.channels);
  writer.integer(config.left, crop.left);
  writer.integer(config.top, crop.top);
  writer.integer(config.crop_width, crop.width);
  writer.integer(config.crop_height, crop.height);
  writer.integer(config.channels, channels);
  FIREFLY_RETURN_IF_ERROR(write(writer, config.resize, crop, output, channels));
  const std::string type =
      std::is_same_v<Class, ResizeArea>
          ? "firefly::features::Image<firefly::features::ResizeArea>"
          : "firefly::features::Image<firefly::features::ResizeBilinear>";
  FeatureFormat format;
  format.width = output.width;
  format.channels = channels;
  format.height = output.height;
  format.scale = 1.0F / 255;
  format.zero_point = -128;
  format.frame_samples = format.hop_samples = sensor.width * sensor.height;
  return std::unique_ptr<FrontEnd>(std::make_unique<HostFrontEnd<Image<Class>>>(
      format, sensor, "features/image.h", type, std::move(writer)));
}

class ImageDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override {
    keys.integer({"width", "pixels", "of the network's input"},
                 parameters_.width, 1, 1024);
    keys.integer({"height", "pixels", "of the network's input"},
                 parameters_.height, 1, 1024);
    keys.flag({"grey", "", "brightness only, one channel"}, parameters_.grey);
    keys.flag({"crop", "",
               "keep the aspect and cut off what is too much; without, the "
               "picture is stretched"},
              parameters_.crop);
    keys.one_of({"resize", "",
                 "area: the mean of what a pixel covers; bilinear: between "
                 "four pixels, for enlarging or for speed"},
                parameters_.resize,
                {{"area", Resize::kArea}, {"bilinear", Resize::kBilinear}});
  }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    const auto is_extent = [](int extent) {
      return extent >= 1 && extent <= kMaxSensorExtent;
    };
    if (!is_extent(sensor.width) || !is_extent(sensor.height) ||
        (sensor.channels != 1 && sensor.channels != 3)) {
      return Error{
          ErrorCode::kInvalidData,
          fmt::format("the sensor has {}x{} pixels of {} channels, but image "
                      "needs 1 to {} pixels a side of 1 or 3 channels: give "
                      "the sensor's width, height and channels",
                      sensor.width, sensor.height, sensor.channels,
                      kMaxSensorExtent)};
    }
    return parameters_.resize == Resize::kArea
               ? make_image<ResizeArea>(sensor, parameters_)
               : make_image<ResizeBilinear>(sensor, parameters_);
  }

 private:
  ImageParameters parameters_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_image() {
  return std::make_unique<ImageDesign>();
}

}  // namespace firefly
