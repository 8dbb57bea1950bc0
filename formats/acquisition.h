// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "graph/status.h"

namespace firefly {

/// A recording in the data acquisition format of Edge Impulse.
struct Acquisition {
  double interval_ms = 0;             ///< From sample to sample.
  std::vector<std::string> channels;  ///< Names of the sensors' axes.
  std::vector<float> values;          ///< Sample after sample.
};

/// Reads the format as JSON or CBOR, whichever it is. The signature is not
/// checked: its key is the device's. `name` starts every message.
[[nodiscard]] Expected<Acquisition> read_acquisition(
    std::span<const uint8_t> bytes, const std::string& name);

}  // namespace firefly
