// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/identifiers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace firefly {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(IdentifierOf, KeepsWhatIsOneAlready) {
  EXPECT_EQ(identifier_of("kws_ref_model"), "kws_ref_model");
  EXPECT_EQ(identifier_of("Net2"), "Net2");
}

TEST(IdentifierOf, JoinsWordsByOneUnderscore) {
  EXPECT_EQ(identifier_of("my model (v1.2)"), "my_model_v1_2");
  EXPECT_EQ(identifier_of("__a--b__"), "a_b");
}

TEST(IdentifierOf, GivesANameToWhatHasNone) {
  EXPECT_EQ(identifier_of(""), "network");
  EXPECT_EQ(identifier_of("..."), "network");
  EXPECT_EQ(identifier_of("模型"), "network");
  EXPECT_EQ(identifier_of("42"), "model_42");
  EXPECT_EQ(identifier_of("3d-net"), "model_3d_net");
}

TEST(IdentifierOf, LeavesAloneWhatTheLanguageHasTaken) {
  for (const char* word :
       {"class", "while", "try", "this", "true", "xor", "restrict", "std",
        "main", "firefly", "run", "index", "time", "log", "int8_t", "tensor3",
        "model", "alignas", "yn"}) {
    EXPECT_EQ(identifier_of(word), std::string(word) + "_model");
  }
  EXPECT_EQ(identifier_of("tensorflow"), "tensorflow");
  EXPECT_EQ(identifier_of("classes"), "classes");
}

TEST(IdentifierOf, IsAnIdentifierForEveryByte) {
  for (int byte = 0; byte < 256; ++byte) {
    for (const std::string& text :
         {std::string(1, static_cast<char>(byte)),
          "a" + std::string(1, static_cast<char>(byte)) + "b"}) {
      const std::string name = identifier_of(text);
      ASSERT_FALSE(name.empty());
      EXPECT_TRUE(std::isalpha(static_cast<unsigned char>(name[0]))) << name;
      EXPECT_TRUE(std::ranges::all_of(name, [](char c) {
        return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
      })) << name;
      EXPECT_THAT(name, Not(HasSubstr("__")));
    }
  }
}

TEST(CommentText, StaysOnItsLineAndInItsComment) {
  EXPECT_EQ(comment_text("a\nb\r\tc"), "a?b??c");
  EXPECT_THAT(comment_text("x */ int y; /*"), Not(HasSubstr("*/")));
  EXPECT_THAT(comment_text("x */ int y; /*"), Not(HasSubstr("/*")));
  EXPECT_EQ(comment_text("serving_default_x:0"), "serving_default_x:0");
}

TEST(CamelCase, StartsAWordAfterEveryOtherMark) {
  EXPECT_EQ(camel_case("depthwise_conv2d"), "DepthwiseConv2d");
  EXPECT_EQ(camel_case("zero points"), "ZeroPoints");
}

}  // namespace
}  // namespace firefly
