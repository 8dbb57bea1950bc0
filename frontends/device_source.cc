// SPDX-License-Identifier: Apache-2.0
#include "frontends/device_source.h"

#include <fmt/format.h>

#include <iterator>

namespace firefly {
namespace {

constexpr size_t kValuesPerLine = 12;

// Kernels read pairs of int16 as words.
void write_table(std::string& text, const DeviceTable& table) {
  auto out = std::back_inserter(text);
  fmt::format_to(out, "alignas(4) static const {} {}[{}] = {{", table.type,
                 table.name, table.values.size());
  for (size_t i = 0; i < table.values.size(); ++i) {
    const char* before = i % kValuesPerLine == 0 ? "\n    " : " ";
    // INT32_MIN is no literal.
    if (table.values[i] == INT32_MIN) {
      fmt::format_to(out, "{}INT32_MIN,", before);
    } else {
      fmt::format_to(out, "{}{},", before, table.values[i]);
    }
  }
  text += "\n};\n";
}

}  // namespace

std::string device_source(const DeviceFrontEnd& front_end,
                          std::string_view config_name) {
  std::string text;
  for (const DeviceTable& table : front_end.tables) {
    write_table(text, table);
  }
  text += fmt::format("static const {}::Config {} = {};\n", front_end.type,
                      config_name, front_end.config);
  return text;
}

}  // namespace firefly
