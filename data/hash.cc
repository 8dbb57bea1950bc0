// SPDX-License-Identifier: Apache-2.0
#include "data/hash.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "graph/status.h"

namespace firefly {
namespace {

std::string digest(const EVP_MD* algorithm, const void* data, size_t size) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned length = 0;
  FIREFLY_CHECK(
      EVP_Digest(data, size, bytes.data(), &length, algorithm, nullptr) == 1);
  std::string digits;
  for (unsigned i = 0; i < length; ++i) {
    fmt::format_to(std::back_inserter(digits), "{:02x}", bytes[i]);
  }
  return digits;
}

}  // namespace

std::string sha256(std::span<const uint8_t> bytes) {
  return digest(EVP_sha256(), bytes.data(), bytes.size());
}

std::string sha1(std::string_view text) {
  return digest(EVP_sha1(), text.data(), text.size());
}

double fraction_of(std::string_view text) {
  const std::string digits = digest(EVP_sha256(), text.data(), text.size());
  // 13 digits are 52 bits: a double holds them exactly.
  return static_cast<double>(std::stoull(digits.substr(0, 13), nullptr, 16)) /
         static_cast<double>(uint64_t{1} << 52);
}

}  // namespace firefly
