// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <vector>

#include "trainer/checkpoint.h"

// The bytes as they are, and as what lies between header and checksum: no
// mutation would get past the checksum.
// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace firefly::trainer;
  const auto raw = decode_checkpoint({data, size}, "fuzz");
  FIREFLY_CHECK(raw.ok() || !raw.error().message.empty());
  const std::vector<uint8_t> sealed = seal_checkpoint({data, size}, "fuzz");
  const auto state = decode_checkpoint(sealed, "fuzz");
  if (state.ok()) {
    FIREFLY_CHECK(encode_checkpoint(*state, "fuzz") == sealed);
  }
  return 0;
}
