// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/keys.h"
#include "graph/status.h"

namespace firefly {

/// What a front end is fed with. A sample is `channels` values, interleaved:
/// int16 full scale for audio and motion, 0 … 255 for the pixels of an image,
/// which come in raster order.
struct SensorFormat {
  double rate_hz = 0;  ///< Samples a second; 0 for images.
  int channels = 1;
  int width = 0;   ///< Pixels a line; 0 unless a camera.
  int height = 0;  ///< Lines; 0 unless a camera.
};

/// An error, which says what to give, unless samples come at 0.001 … 10^6 Hz on
/// 1 … 64 channels.
[[nodiscard]] Status check_signal(const SensorFormat& sensor);

/// What a front end makes: rows of int8, each `width` x `channels` values with
/// the channels innermost, real = scale · (q − zero_point). The trainer trains
/// on these numbers and gives the model's input this scale and zero point, so
/// a row goes from the front end into the network as it is.
struct FeatureFormat {
  int width = 0;  ///< Of a row: mel channels, bins, pixels; 1 for raw motion.
  int channels = 1;
  float scale = 1;
  int zero_point = 0;
  int height = 0;  ///< Rows of a picture; 0 for a signal that goes on.
  /// Samples that the first row needs; of a picture, all of it.
  int frame_samples = 1;
  /// Samples from each row to the next; of a picture, from one to the next.
  int hop_samples = 1;

  [[nodiscard]] int row_size() const { return width * channels; }
};

/// A constant array of the emitted front end.
struct DeviceTable {
  std::string name;  ///< "kWindow"
  std::string type;  ///< "int16_t"
  std::vector<int32_t> values;
};

/// A front end as a device gets it: a class of runtime/features and what it is
/// set up with.
struct DeviceFrontEnd {
  std::string header;       ///< "features/mfcc.h"
  std::string type;         ///< "firefly::features::Mfcc"
  std::string sample_type;  ///< "int16_t", or "uint8_t" for pixels.
  std::vector<DeviceTable> tables;
  /// Initialiser of `type`::Config, which names the tables.
  std::string config;
  int memory_bytes = 0;  ///< Of RAM, 8-byte aligned.
};

/// A front end with its tables, on the host: the very code of runtime/features
/// that devices run, so the same samples give the same bits.
class FrontEnd {
 public:
  FrontEnd() = default;
  FrontEnd(const FrontEnd&) = delete;
  FrontEnd& operator=(const FrontEnd&) = delete;
  virtual ~FrontEnd() = default;

  [[nodiscard]] virtual FeatureFormat format() const = 0;
  [[nodiscard]] virtual DeviceFrontEnd device() const = 0;

  /// Forgets all samples.
  virtual void reset() = 0;
  /// Takes samples (whole ones) until a row is complete or none is left.
  /// Returns how many it took; `row_is_ready` says whether `row`, of
  /// format().row_size() values, is a new row.
  virtual int push(std::span<const int16_t> samples, std::span<int8_t> row,
                   bool& row_is_ready) = 0;
};

/// All rows of a signal, from a reset on.
[[nodiscard]] std::vector<int8_t> rows_of(FrontEnd& front_end,
                                          const SensorFormat& sensor,
                                          std::span<const int16_t> signal);

/// A kind of front end with its parameters, before it meets a sensor.
class FrontEndDesign {
 public:
  FrontEndDesign() = default;
  FrontEndDesign(const FrontEndDesign&) = delete;
  FrontEndDesign& operator=(const FrontEndDesign&) = delete;
  virtual ~FrontEndDesign() = default;

  virtual void declare(Keys& keys) = 0;
  /// Errors name the key that does not go with the sensor or another key.
  [[nodiscard]] virtual Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const = 0;
};

struct FrontEndKind {
  std::string_view name;  ///< As in `kind = "mfcc"`.
  /// Of the arithmetic: a change of a bit makes a new version, and a project
  /// names the one that its model was trained on.
  int version;
  std::string_view summary;
  std::unique_ptr<FrontEndDesign> (*design)();
};

/// All of them, sorted by name.
[[nodiscard]] std::span<const FrontEndKind> front_end_kinds();

}  // namespace firefly
