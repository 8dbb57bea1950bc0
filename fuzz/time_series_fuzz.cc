// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/files.h"
#include "formats/time_series.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto cases = firefly::read_time_series(
      firefly::text_of(std::span(data, size)), "fuzz");
  FIREFLY_CHECK(cases.ok() ? !cases->empty() : !cases.error().message.empty());
  return 0;
}
