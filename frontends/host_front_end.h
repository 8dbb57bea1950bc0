// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "frontends/config_writer.h"
#include "frontends/front_end.h"

namespace firefly {

/// A class of runtime/features as a FrontEnd: owns its tables and memory.
template <class Class>
class HostFrontEnd final : public FrontEnd {
 public:
  using Sample = typename Class::Sample;
  using Config = typename Class::Config;

  /// `header` and `type` name Class for the emitted code: "features/raw.h",
  /// "firefly::features::Raw".
  HostFrontEnd(const FeatureFormat& format, const SensorFormat& sensor,
               std::string header, std::string type,
               ConfigWriter<Config> writer)
      : format_(format),
        channels_(static_cast<size_t>(sensor.channels)),
        header_(std::move(header)),
        type_(std::move(type)),
        writer_(std::move(writer)),
        memory_((bytes() + sizeof(uint64_t) - 1) / sizeof(uint64_t)) {
    class_.init(writer_.config(), memory_.data());
    class_.reset();
  }

  [[nodiscard]] FeatureFormat format() const override { return format_; }

  [[nodiscard]] DeviceFrontEnd device() const override {
    return {header_,
            type_,
            std::string(c_name<Sample>()),
            writer_.tables(),
            writer_.initializer(),
            static_cast<int>(bytes())};
  }

  void reset() override { class_.reset(); }

  int push(std::span<const int16_t> samples, std::span<int8_t> row,
           bool& row_is_ready) override {
    FIREFLY_CHECK(row.size() == static_cast<size_t>(format_.row_size()));
    const auto count = static_cast<int32_t>(samples.size() / channels_);
    if constexpr (std::is_same_v<Sample, int16_t>) {
      return class_.push(samples.data(), count, row.data(), &row_is_ready);
    } else {
      return push_converted(samples.first(count * channels_), row.data(),
                            row_is_ready);
    }
  }

 private:
  /// Piece by piece: a row may need a small part of many samples.
  int push_converted(std::span<const int16_t> samples, int8_t* row,
                     bool& row_is_ready) {
    constexpr size_t kPiece = 512;
    int taken = 0;
    row_is_ready = false;
    while (!samples.empty() && !row_is_ready) {
      const auto values = std::min(kPiece * channels_, samples.size());
      piece_.resize(values);
      std::transform(samples.begin(), samples.begin() + values, piece_.begin(),
                     [](int16_t value) {
                       using Limits = std::numeric_limits<Sample>;
                       return static_cast<Sample>(std::clamp<int16_t>(
                           value, Limits::min(), Limits::max()));
                     });
      const int32_t step =
          class_.push(piece_.data(), static_cast<int32_t>(values / channels_),
                      row, &row_is_ready);
      samples = samples.subspan(static_cast<size_t>(step) * channels_);
      taken += step;
    }
    return taken;
  }

  [[nodiscard]] const Config& config() const { return writer_.config(); }
  [[nodiscard]] size_t bytes() const {
    return static_cast<size_t>(Class::memory_bytes(config()));
  }

  FeatureFormat format_;
  size_t channels_;
  std::string header_;
  std::string type_;
  ConfigWriter<Config> writer_;
  std::vector<uint64_t> memory_;
  std::vector<Sample> piece_;  ///< Where samples are no int16_t.
  Class class_;
};

}  // namespace firefly
