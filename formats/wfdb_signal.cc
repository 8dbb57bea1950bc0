// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>

#include "formats/wfdb.h"

namespace firefly {
namespace {

// The i-th sample of a file, or the value that stands for none.
int sample_at(int format, std::span<const uint8_t> bytes, size_t i) {
  if (format == 80) {
    return bytes[i] - 128;
  }
  if (format == 16) {
    return static_cast<int16_t>(bytes[2 * i] | (bytes[2 * i + 1] << 8));
  }
  // 212: two samples of 12 bits in three bytes, the high bits in the middle.
  const size_t pair = i / 2 * 3;
  const int value = i % 2 == 0
                        ? bytes[pair] | ((bytes[pair + 1] & 0x0f) << 8)
                        : bytes[pair + 2] | ((bytes[pair + 1] & 0xf0) << 4);
  return value >= 0x800 ? value - 0x1000 : value;
}

int missing_in(int format) {
  return format == 80 ? -128 : (format == 16 ? -32768 : -2048);
}

size_t samples_in(int format, size_t bytes) {
  if (format == 212) {
    return bytes / 3 * 2 + (bytes % 3 == 2 ? 1 : 0);
  }
  return format == 80 ? bytes : bytes / 2;
}

}  // namespace

Expected<std::vector<float>> read_wfdb_signals(const WfdbHeader& header,
                                               size_t first, size_t count,
                                               std::span<const uint8_t> bytes,
                                               const std::string& name) {
  const WfdbSignal& leader = header.signals[first];
  if (leader.format != 16 && leader.format != 80 && leader.format != 212) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: is of signal format {}; expected 16, 80 or "
                             "212",
                             name, leader.format)};
  }
  const auto offset = static_cast<uint64_t>(leader.byte_offset);
  bytes = bytes.subspan(static_cast<size_t>(
      std::min(offset, static_cast<uint64_t>(bytes.size()))));
  const size_t there = samples_in(leader.format, bytes.size()) / count;
  const auto promised = static_cast<uint64_t>(header.samples);
  if (there < promised) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: is cut short: it holds {} samples of {} "
                             "signals, the header promises {}",
                             name, there, count, promised)};
  }
  const size_t samples = promised > 0 ? static_cast<size_t>(promised) : there;
  std::vector<float> values;
  values.reserve(samples * count);
  std::vector<uint32_t> sums(count);
  const int missing = missing_in(leader.format);
  for (size_t i = 0; i < samples * count; ++i) {
    const WfdbSignal& signal = header.signals[first + i % count];
    const int step = sample_at(leader.format, bytes, i);
    sums[i % count] += static_cast<uint32_t>(step);
    values.push_back(
        step == missing
            ? std::numeric_limits<float>::quiet_NaN()
            : static_cast<float>((step - double{1} * signal.baseline) /
                                 signal.gain));
  }
  for (size_t i = 0; i < count; ++i) {
    const WfdbSignal& signal = header.signals[first + i];
    if (signal.has_checksum && promised > 0 &&
        static_cast<uint16_t>(sums[i]) !=
            static_cast<uint16_t>(signal.checksum)) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: is damaged: the checksum of signal {} "
                               "({}) is {}, the header says {}",
                               name, first + i, signal.name,
                               static_cast<int16_t>(sums[i]), signal.checksum)};
    }
  }
  return values;
}

}  // namespace firefly
