// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/files.h"
#include "formats/table.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = firefly::text_of(std::span(data, size));
  // Columns in order, or columns by name and place.
  const firefly::TableOptions both[] = {
      {{}, "auto", ""}, {{"x", "#2"}, "time", "label", "take", "#1"}};
  const auto table = firefly::read_table(text, both[size % 2], "fuzz");
  if (!table.ok()) {
    FIREFLY_CHECK(!table.error().message.empty());
    return 0;
  }
  const size_t rows = table->rows();
  FIREFLY_CHECK(rows > 0 &&
                rows * table->columns.size() == table->values.size());
  FIREFLY_CHECK(table->times.empty() || table->times.size() == rows);
  FIREFLY_CHECK(table->labels.empty() || table->labels.size() == rows);
  FIREFLY_CHECK(!table->segments.empty() && table->segments.front() == 0 &&
                table->segments.back() < rows);
  return 0;
}
