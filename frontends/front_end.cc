// SPDX-License-Identifier: Apache-2.0
#include "frontends/front_end.h"

namespace firefly {

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
