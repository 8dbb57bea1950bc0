// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace firefly::tflite {

/// Two elements a byte, the first in the low half -> int8, sign-extended.
[[nodiscard]] std::vector<uint8_t> unpack_int4(std::span<const uint8_t> bytes,
                                               size_t count);

/// IEEE 754 binary16, little-endian -> float32. Exact.
[[nodiscard]] std::vector<uint8_t> widen_float16(
    std::span<const uint8_t> bytes);

}  // namespace firefly::tflite
