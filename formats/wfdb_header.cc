// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "formats/numbers.h"
#include "formats/wfdb.h"

namespace firefly {
namespace {

std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const size_t end = text.find_first_of(" \t");
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  return word;
}

// A number at the front of `text`, which is taken off.
template <class T>
std::optional<T> take_number(std::string_view& text) {
  T value{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return value;
}

// "NAME SIGNALS [RATE[/COUNTER] [SAMPLES [TIME [DATE]]]]"
std::optional<size_t> read_record_line(std::string_view line,
                                       WfdbHeader& header) {
  const std::string_view record = take_word(line);
  if (record.find('/') != std::string_view::npos) {
    return std::nullopt;  // a record of several records
  }
  std::string_view word = take_word(line);
  const auto signals = take_number<size_t>(word);
  if (!signals || !word.empty()) {
    return std::nullopt;
  }
  word = take_word(line);
  header.rate_hz = take_number<double>(word).value_or(header.rate_hz);
  word = take_word(line);
  header.samples = take_number<int64_t>(word).value_or(0);
  const bool is_good = std::isfinite(header.rate_hz) && header.rate_hz > 0 &&
                       header.samples >= 0;
  return is_good ? signals : std::nullopt;
}

// "GAIN[(BASELINE)][/UNITS]"; returns whether the baseline was named.
bool read_gain(std::string_view word, WfdbSignal& signal) {
  const auto gain = take_number<double>(word);
  // 0 means that nobody calibrated it: the guide says 200 then.
  signal.gain = gain && std::isfinite(*gain) && *gain != 0 ? *gain : 200;
  if (!word.starts_with('(')) {
    return false;
  }
  word.remove_prefix(1);
  const auto baseline = take_number<int>(word);
  signal.baseline = baseline.value_or(0);
  return baseline.has_value();
}

// "FILE FORMAT[xN][:SKEW][+OFFSET] [GAIN [BITS [ZERO [FIRST [SUM [BLOCK
// [NAME]]]]]]]"
std::optional<WfdbSignal> read_signal_line(std::string_view line) {
  WfdbSignal signal;
  signal.file = take_word(line);
  std::string_view word = take_word(line);
  const auto format = take_number<int>(word);
  if (!format || word.starts_with('x') || word.starts_with(':')) {
    return std::nullopt;  // several samples a frame, or skewed
  }
  signal.format = *format;
  if (word.starts_with('+')) {
    word.remove_prefix(1);
    signal.byte_offset = take_number<int64_t>(word).value_or(-1);
  }
  const bool has_baseline = read_gain(take_word(line), signal);
  (void)take_word(line);  // bits
  word = take_word(line);
  const auto zero = take_number<int>(word);
  if (!has_baseline) {
    signal.baseline = zero.value_or(0);
  }
  (void)take_word(line);  // the first sample
  word = take_word(line);
  const auto checksum = take_number<int>(word);
  signal.has_checksum = checksum.has_value();
  signal.checksum = checksum.value_or(0);
  (void)take_word(line);  // block size
  signal.name = trimmed(line);
  const bool has_path = signal.file.find('/') != std::string::npos;
  return has_path || signal.byte_offset < 0 ? std::nullopt
                                            : std::optional(signal);
}

}  // namespace

Expected<WfdbHeader> read_wfdb_header(std::string_view text,
                                      const std::string& name) {
  WfdbHeader header;
  std::optional<size_t> signals;
  size_t number = 0;
  while (!text.empty() && (!signals || header.signals.size() < *signals)) {
    const size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (!signals) {
      signals = read_record_line(line, header);
      if (!signals) {
        break;
      }
      continue;
    }
    auto signal = read_signal_line(line);
    if (!signal) {
      return Error{ErrorCode::kUnsupported,
                   fmt::format("{}: expected line {} to be a signal in one "
                               "file beside it, of one sample a frame",
                               name, number)};
    }
    header.signals.push_back(std::move(*signal));
  }
  if (!signals || header.signals.size() != *signals || *signals == 0) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: expected a line of the record and one for "
                             "each of its signals; it has {} of {}",
                             name, header.signals.size(), signals.value_or(0))};
  }
  return header;
}

}  // namespace firefly
