// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/acquisition.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto found = firefly::read_acquisition(std::span(data, size), "fuzz");
  if (!found.ok()) {
    FIREFLY_CHECK(!found.error().message.empty());
    return 0;
  }
  FIREFLY_CHECK(!found->channels.empty() &&
                found->values.size() % found->channels.size() == 0);
  return 0;
}
