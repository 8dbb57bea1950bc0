// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/flash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <limits>
#include <random>

namespace firefly {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

/// What a C++ compiler reads, of literals without builtins.
float read_back(const std::string& literal) {
  EXPECT_THAT(literal, EndsWith("f"));
  EXPECT_NE(literal.find_first_of(".e"), std::string::npos) << literal;
  return std::strtof(literal.c_str(), nullptr);
}

TEST(FloatLiteral, ReadsBackAsTheSameBits) {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const float value = std::bit_cast<float>(static_cast<uint32_t>(random()));
    if (std::isfinite(value)) {
      EXPECT_EQ(std::bit_cast<uint32_t>(read_back(float_literal(value))),
                std::bit_cast<uint32_t>(value))
          << float_literal(value);
    }
  }
}

TEST(FloatLiteral, ReadsBackAtTheEdges) {
  using Limits = std::numeric_limits<float>;
  for (const float value :
       {0.0F, -0.0F, 1.0F, -1.0F, 16777216.0F, 0.1F, Limits::denorm_min(),
        -Limits::denorm_min(), Limits::min(), Limits::max(), Limits::lowest(),
        Limits::epsilon(), 1e10F, 123456789.0F}) {
    EXPECT_EQ(std::bit_cast<uint32_t>(read_back(float_literal(value))),
              std::bit_cast<uint32_t>(value))
        << float_literal(value);
  }
}

TEST(FloatLiteral, SpellsWhatHasNoDigits) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(float_literal(infinity), "__builtin_inff()");
  EXPECT_EQ(float_literal(-infinity), "-__builtin_inff()");
  EXPECT_EQ(float_literal(std::bit_cast<float>(0x7fc00000U)),
            "__builtin_nanf(\"0x0\")");
  EXPECT_EQ(float_literal(std::bit_cast<float>(0xffc00123U)),
            "-__builtin_nanf(\"0x123\")");
}

std::string text_of(const FlashArray& array) {
  CodeWriter code;
  FlashArrays(code).add("kOwner", array);
  return code.take();
}

TEST(FlashArrays, SpellTheMostNegativeNumbersWithoutOverflow) {
  EXPECT_THAT(text_of(FlashArray::of("bias", std::vector{INT32_MIN, 5})),
              HasSubstr("-2147483647 - 1, 5,"));
  EXPECT_THAT(text_of(FlashArray::of("x", std::vector{INT64_MIN})),
              HasSubstr("-9223372036854775807 - 1,"));
  EXPECT_THAT(text_of(FlashArray::of("x", std::vector<int8_t>{-128, 127})),
              HasSubstr("-128, 127,"));
}

TEST(FlashArrays, AreWrittenOnceIfEqual) {
  CodeWriter code;
  FlashArrays arrays(code);
  const FlashArray weights =
      FlashArray::of("weights", std::vector<int8_t>{1, 2, 3});
  EXPECT_EQ(arrays.add("kConv0", weights), "kConv0Weights");
  EXPECT_EQ(arrays.add("kConv1", weights), "kConv0Weights");
  const std::string text = code.take();
  EXPECT_EQ(text.find("kConv0Weights"), text.rfind("kConv0Weights"));
  EXPECT_EQ(text.find("kConv1"), std::string::npos);
}

TEST(FlashArrays, AreTwoIfTheirTypesDiffer) {
  CodeWriter code;
  FlashArrays arrays(code);
  arrays.add("kA", FlashArray::of("x", std::vector<int8_t>{0, 0, 0, 0}));
  EXPECT_EQ(arrays.add("kB", FlashArray::of("x", std::vector<int32_t>{0})),
            "kBX");
}

TEST(FlashArrays, AreAlignedForWordsAndFitTheirLines) {
  const std::string text =
      text_of(FlashArray::of("x", std::vector<int8_t>(500, -100)));
  EXPECT_THAT(text, HasSubstr("alignas(4) constexpr int8_t kOwnerX[500]"));
  size_t start = 0;
  for (size_t end = text.find('\n'); end != std::string::npos;
       end = text.find('\n', start)) {
    EXPECT_LE(end - start, 80U);
    start = end + 1;
  }
  EXPECT_THAT(text_of(FlashArray::of("x", std::vector<int64_t>{1})),
              HasSubstr("alignas(8)"));
}

}  // namespace
}  // namespace firefly
