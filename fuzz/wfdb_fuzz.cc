// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/files.h"
#include "formats/wfdb.h"

// A header, a zero byte, and what its signals and annotations are read from.
// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span all(data, size);
  const auto zero = std::find(all.begin(), all.end(), uint8_t{0});
  const auto length = static_cast<size_t>(zero - all.begin());
  const std::span rest = all.subspan(std::min(length + 1, size));
  const auto marks = firefly::read_wfdb_annotations(rest, "fuzz.atr");
  FIREFLY_CHECK(marks.ok() || !marks.error().message.empty());
  const auto header =
      firefly::read_wfdb_header(firefly::text_of(all.first(length)), "fuzz");
  if (!header.ok()) {
    FIREFLY_CHECK(!header.error().message.empty());
    return 0;
  }
  const size_t count = header->signals.size();
  const auto values =
      firefly::read_wfdb_signals(*header, 0, count, rest, "fuzz.dat");
  if (values.ok()) {
    FIREFLY_CHECK(values->size() % count == 0);
  }
  return 0;
}
