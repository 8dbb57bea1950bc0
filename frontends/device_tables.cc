// SPDX-License-Identifier: Apache-2.0
#include "frontends/device_tables.h"

#include <fmt/format.h>

#include <iterator>

namespace firefly {
namespace {

constexpr size_t kValuesPerLine = 12;

// Kernels read pairs of int16 as words.
void write_table(std::string& text, const DeviceTable& table) {
  auto out = std::back_inserter(text);
  fmt::format_to(out, "alignas(4) constexpr {} {}[{}] = {{", table.type,
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

std::string device_tables(const std::vector<DeviceTable>& tables) {
  std::string text;
  for (const DeviceTable& table : tables) {
    write_table(text, table);
  }
  return text;
}

}  // namespace firefly
