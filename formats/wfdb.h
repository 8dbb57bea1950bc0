// SPDX-License-Identifier: Apache-2.0
//
// PhysioNet's waveform format, as header(5), signal(5) and annot(5) of the WFDB
// Applications Guide describe it: a header of text, signals in binary files
// beside it, annotations in another.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/status.h"

namespace firefly {

struct WfdbSignal {
  std::string file;  ///< "100.dat", beside the header.
  int format = 16;   ///< Of the file: 16, 80 or 212.
  int64_t byte_offset = 0;
  double gain = 200;  ///< Steps a physical unit.
  int baseline = 0;   ///< The step that stands for 0.
  bool has_checksum = false;
  int checksum = 0;  ///< Of all samples, modulo 65536.
  std::string name;  ///< "MLII"
};

struct WfdbHeader {
  double rate_hz = 250;
  int64_t samples = 0;  ///< 0: what the files hold.
  std::vector<WfdbSignal> signals;
};

/// A mark in a record: a beat, a change of rhythm.
struct WfdbAnnotation {
  int64_t sample = 0;
  std::string symbol;  ///< "N", "V", "+" …
};

/// `name` starts every message, here and below.
[[nodiscard]] Expected<WfdbHeader> read_wfdb_header(std::string_view text,
                                                    const std::string& name);

/// The samples of signals [first, first + count) of the header, which share one
/// file, in physical units, interleaved; NaN where the sensor gave none. An
/// error says so if the file does not hold what the header promises.
[[nodiscard]] Expected<std::vector<float>> read_wfdb_signals(
    const WfdbHeader& header, size_t first, size_t count,
    std::span<const uint8_t> bytes, const std::string& name);

[[nodiscard]] Expected<std::vector<WfdbAnnotation>> read_wfdb_annotations(
    std::span<const uint8_t> bytes, const std::string& name);

}  // namespace firefly
