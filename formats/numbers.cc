// SPDX-License-Identifier: Apache-2.0
#include "formats/numbers.h"

#include <charconv>
#include <chrono>
#include <cstdint>

namespace firefly {
namespace {

// Takes exactly `digits` digits and then one of `after`, if any is given.
std::optional<int> take(std::string_view& text, size_t digits,
                        std::string_view after = {}) {
  int value = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    }
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  if (!after.empty()) {
    if (text.empty() || after.find(text.front()) == std::string_view::npos) {
      return std::nullopt;
    }
    text.remove_prefix(1);
  }
  return value;
}

std::optional<double> parse_day(std::string_view& text) {
  const auto year = take(text, 4, "-/");
  const auto month = year ? take(text, 2, "-/") : std::nullopt;
  const auto day = month ? take(text, 2) : std::nullopt;
  if (!day) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{
      std::chrono::year(*year),
      std::chrono::month(static_cast<unsigned>(*month)),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  const std::chrono::sys_days days = date;
  return 86400.0 * static_cast<double>(days.time_since_epoch().count());
}

// "Z", "+01:00" or nothing: seconds east.
std::optional<double> parse_zone(std::string_view text) {
  if (text.empty() || text == "Z") {
    return 0;
  }
  if (text.front() != '+' && text.front() != '-') {
    return std::nullopt;
  }
  const double sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take(text, 2, ":");
  const auto minutes = hours ? take(text, 2) : std::nullopt;
  if (!minutes || !text.empty()) {
    return std::nullopt;
  }
  return sign * (*hours * 3600.0 + *minutes * 60.0);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> parse_date(std::string_view text) {
  const auto day = parse_day(text);
  if (!day || text.empty()) {
    return day;
  }
  if (text.front() != ' ' && text.front() != 'T') {
    return std::nullopt;
  }
  text.remove_prefix(1);
  const auto hours = take(text, 2, ":");
  const auto minutes = hours ? take(text, 2) : std::nullopt;
  if (!minutes) {
    return std::nullopt;
  }
  double seconds = 0;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    const size_t end = text.find_first_not_of("0123456789.");
    const auto value = parse_number(text.substr(0, end));
    if (!value) {
      return std::nullopt;
    }
    seconds = *value;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  }
  const auto zone = parse_zone(text);
  if (!zone) {
    return std::nullopt;
  }
  return *day + *hours * 3600.0 + *minutes * 60.0 + seconds - *zone;
}

}  // namespace firefly
