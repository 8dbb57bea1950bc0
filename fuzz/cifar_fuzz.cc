// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/cifar.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto images = firefly::read_cifar10(std::span(data, size), "fuzz");
  if (images.ok()) {
    FIREFLY_CHECK(images->size() * 3073 == size);
  }
  return 0;
}
