// SPDX-License-Identifier: Apache-2.0
//
// The format: sktime.net, "Loading data". Lines of '#' are comments, lines of
// '@' say what is to come, and after @data each line is a case: dimensions
// separated by ':', values by ',', the class last.
#include "formats/time_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "formats/numbers.h"

namespace firefly {
namespace {

std::string_view take_until(std::string_view& text, char separator) {
  const size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return trimmed(part);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

/// What the '@' lines said.
struct Header {
  bool has_classes = false;
  bool has_times = false;
  bool is_complete = false;  // @data was seen
};

void read_header_line(std::string_view line, Header& header) {
  const std::string key = lower(take_until(line, ' '));
  const std::string value = lower(take_until(line, ' '));
  if (key == "@classlabel") {
    header.has_classes = value == "true";
  } else if (key == "@timestamps") {
    header.has_times = value == "true";
  } else if (key == "@data") {
    header.is_complete = true;
  }
}

std::optional<std::vector<float>> read_values(std::string_view text) {
  std::vector<float> values;
  while (!text.empty()) {
    const std::string_view word = take_until(text, ',');
    const std::optional<double> number = parse_number(word);
    if (!number && word != "?") {
      return std::nullopt;
    }
    values.push_back(number ? static_cast<float>(*number)
                            : std::numeric_limits<float>::quiet_NaN());
  }
  return values;
}

std::optional<SeriesCase> read_case(std::string_view line, bool has_classes) {
  SeriesCase result;
  if (has_classes) {
    const size_t colon = line.rfind(':');
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    result.label = trimmed(line.substr(colon + 1));
    line = line.substr(0, colon);
  }
  while (!line.empty()) {
    auto values = read_values(take_until(line, ':'));
    if (!values) {
      return std::nullopt;
    }
    result.dimensions.push_back(std::move(*values));
  }
  return result;
}

}  // namespace

Expected<std::vector<SeriesCase>> read_time_series(std::string_view text,
                                                   const std::string& name) {
  Header header;
  std::vector<SeriesCase> cases;
  for (size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take_until(text, '\n');
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (!header.is_complete && line.front() == '@') {
      read_header_line(line, header);
      continue;
    }
    if (!header.is_complete) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: expected a line of '@' before @data, found "
                               "another at line {}",
                               name, number)};
    }
    if (header.has_times) {
      return Error{ErrorCode::kUnsupported,
                   fmt::format("{}: has @timeStamps true; expected values at "
                               "an even rate",
                               name)};
    }
    auto found = read_case(line, header.has_classes);
    if (!found) {
      return Error{
          ErrorCode::kInvalidData,
          fmt::format("{}: line {} is no case: expected numbers, ',' "
                      "and ':'{}",
                      name, number, header.has_classes ? ", and a class" : "")};
    }
    cases.push_back(std::move(*found));
  }
  if (cases.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: holds no case after @data", name)};
  }
  return cases;
}

}  // namespace firefly
