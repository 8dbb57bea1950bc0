// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/npy.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto array = firefly::read_npy(std::span(data, size), "fuzz");
  if (!array.ok()) {
    FIREFLY_CHECK(!array.error().message.empty());
    return 0;
  }
  const auto back = firefly::read_npy(firefly::write_npy(*array), "back");
  FIREFLY_CHECK(back.ok());
  FIREFLY_CHECK(back->type == array->type && back->shape == array->shape &&
                back->data == array->data);
  return 0;
}
