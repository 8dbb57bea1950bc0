// SPDX-License-Identifier: Apache-2.0
#include "frontends/front_end.h"

#include <fmt/format.h>

namespace firefly {

Status check_signal(const SensorFormat& sensor) {
  constexpr double kLowestRate = 0.001;
  constexpr double kHighestRate = 1e6;
  constexpr int kMaxChannels = 64;
  // Written so that what is no number fails too.
  if (!(sensor.rate_hz >= kLowestRate && sensor.rate_hz <= kHighestRate) ||
      sensor.channels < 1 || sensor.channels > kMaxChannels) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("the sensor has {} channels at {} Hz, but this "
                             "front end needs a signal in time, of 1 to {} "
                             "channels at {} to {} Hz: give the sensor's "
                             "channels and rate_hz",
                             sensor.channels, sensor.rate_hz, kMaxChannels,
                             kLowestRate, kHighestRate)};
  }
  return {};
}

std::vector<int8_t> rows_of(FrontEnd& front_end, const SensorFormat& sensor,
                            std::span<const int16_t> signal) {
  const FeatureFormat format = front_end.format();
  const auto channels = static_cast<size_t>(sensor.channels);
  std::vector<int8_t> rows;
  std::vector<int8_t> row(static_cast<size_t>(format.row_size()));
  front_end.reset();
  while (signal.size() >= channels) {
    bool row_is_ready = false;
    const int taken = front_end.push(signal, row, row_is_ready);
    signal = signal.subspan(static_cast<size_t>(taken) * channels);
    if (row_is_ready) {
      rows.insert(rows.end(), row.begin(), row.end());
    }
  }
  return rows;
}

}  // namespace firefly
