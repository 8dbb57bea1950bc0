// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/narrow_types.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace firefly::tflite {
namespace {

float widen(uint16_t half) {
  constexpr int kExponentBias = 15;
  constexpr int kMantissaBits = 10;
  const int exponent = (half >> kMantissaBits) & 0x1F;
  const auto mantissa = static_cast<float>(half & 0x3FF);
  float magnitude = 0.0F;
  if (exponent == 0) {
    magnitude = std::ldexp(mantissa, 1 - kExponentBias - kMantissaBits);
  } else if (exponent == 0x1F) {
    magnitude = mantissa == 0.0F ? std::numeric_limits<float>::infinity()
                                 : std::numeric_limits<float>::quiet_NaN();
  } else {
    magnitude = std::ldexp(mantissa + 1024.0F,
                           exponent - kExponentBias - kMantissaBits);
  }
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

}  // namespace

std::vector<uint8_t> unpack_int4(std::span<const uint8_t> bytes, size_t count) {
  std::vector<uint8_t> result(count);
  for (size_t i = 0; i < count; ++i) {
    const int nibble = (bytes[i / 2] >> (i % 2 == 0 ? 0 : 4)) & 0xF;
    result[i] = static_cast<uint8_t>(nibble >= 8 ? nibble - 16 : nibble);
  }
  return result;
}

std::vector<uint8_t> widen_float16(std::span<const uint8_t> bytes) {
  std::vector<uint8_t> result(bytes.size() * 2);
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const float value =
        widen(static_cast<uint16_t>(bytes[i] | (bytes[i + 1] << 8)));
    std::memcpy(result.data() + 2 * i, &value, sizeof(value));
  }
  return result;
}

}  // namespace firefly::tflite
