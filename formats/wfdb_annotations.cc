// SPDX-License-Identifier: Apache-2.0
//
// The MIT format: words of 16 bits, six of code and ten of the time since the
// last one. Codes from 59 on are not marks but say more about one.
#include <fmt/format.h>

#include <array>

#include "formats/wfdb.h"

namespace firefly {
namespace {

constexpr unsigned kSkip = 59;  // a time of 32 bits follows
constexpr unsigned kAux = 63;   // text follows

// By code, from ecgcodes.h of the WFDB library.
constexpr std::array<std::string_view, 50> kSymbols = {
    "",  "N", "L", "R", "a", "V", "F", "J", "A",  "S", "E", "j", "/", "Q",
    "~", "",  "|", "",  "s", "T", "*", "D", "\"", "=", "p", "B", "^", "t",
    "+", "u", "?", "!", "[", "]", "e", "n", "@",  "x", "f", "(", ")", "r"};

}  // namespace

Expected<std::vector<WfdbAnnotation>> read_wfdb_annotations(
    std::span<const uint8_t> bytes, const std::string& name) {
  std::vector<WfdbAnnotation> annotations;
  int64_t time = 0;
  size_t at = 0;
  const auto word = [&](size_t i) {
    return static_cast<unsigned>(bytes[i] | (bytes[i + 1] << 8));
  };
  while (at + 2 <= bytes.size()) {
    const unsigned code = word(at) >> 10;
    const unsigned low = word(at) & 0x3ff;
    at += 2;
    if (code == 0 && low == 0) {
      return annotations;
    }
    if (code == kSkip && at + 4 <= bytes.size()) {
      // High half first, as on a PDP-11.
      time += static_cast<int32_t>((word(at) << 16) | word(at + 2));
      at += 4;
    } else if (code == kAux) {
      at += low + low % 2;
    } else if (code < kSkip) {
      time += low;
      const std::string_view symbol =
          code < kSymbols.size() ? kSymbols[code] : "";
      annotations.push_back({time, symbol.empty() ? fmt::format("#{}", code)
                                                  : std::string(symbol)});
    }
  }
  return Error{ErrorCode::kInvalidData,
               fmt::format("{}: is cut short: expected a mark of the end after "
                           "{} annotations",
                           name, annotations.size())};
}

}  // namespace firefly
