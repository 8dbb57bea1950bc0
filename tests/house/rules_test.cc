// SPDX-License-Identifier: Apache-2.0
#include "tests/house/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly::house {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Dependencies, PointOneWay) {
  EXPECT_THAT(
      check_dependencies({"graph/a.cc", "#include \"kernels/add.h\"\n"}),
      IsEmpty());
  EXPECT_THAT(check_dependencies(
                  {"graph/a.cc", "\n#include \"compiler/lower/lower.h\"\n"}),
              ElementsAre("graph/a.cc:2: graph/ may not use "
                          "compiler/lower/lower.h"));
  EXPECT_THAT(check_dependencies(
                  {"runtime/kernels/a.h", "#  include \"graph/op.h\"\n"}),
              ElementsAre("runtime/kernels/a.h:1: runtime/ may not use "
                          "graph/op.h"));
  EXPECT_THAT(check_dependencies(
                  {"compiler/a.cc", "#include \"formats/tflite/reader.h\"\n"}),
              ElementsAre("compiler/a.cc:1: compiler/ may not use "
                          "formats/tflite/reader.h"));
}

TEST(Dependencies, LeaveThirdPartyAndNeighboursAlone) {
  EXPECT_THAT(check_dependencies({"graph/a.cc",
                                  "#include \"graph/op.h\"\n"
                                  "#include \"neighbour.h\"\n"
                                  "#include <fmt/core.h>\n"}),
              IsEmpty());
  EXPECT_THAT(
      check_dependencies({"tests/a.cc", "#include \"cli/options.h\"\n"}),
      IsEmpty());
  EXPECT_THAT(check_dependencies({"graph/a_test.cc",
                                  "#include \"formats/tflite/reader.h\"\n"}),
              IsEmpty());
}

TEST(SystemIncludes, OfDeviceCodeAreTheFreestandingOnes) {
  EXPECT_THAT(check_system_includes({"runtime/kernels/a.h",
                                     "#include <stdint.h>\n"
                                     "#include <math.h>\n"}),
              ElementsAre("runtime/kernels/a.h:2: device code may not include "
                          "<math.h>"));
  EXPECT_THAT(check_system_includes({"graph/a.cc", "#include <vector>\n"}),
              IsEmpty());
  EXPECT_THAT(
      check_system_includes({"runtime/a_test.cc", "#include <vector>\n"}),
      IsEmpty());
}

TEST(SystemIncludes, ArmHeadersBelongToIsaAndPort) {
  const std::string text = "#include <arm_acle.h>\n";
  EXPECT_THAT(check_system_includes({"runtime/isa/armv7em.h", text}),
              IsEmpty());
  EXPECT_EQ(check_system_includes({"runtime/kernels/a.h", text}).size(), 1U);
}

TEST(Portability, KeepsTheProcessorInItsPlace) {
  const std::string text = "#if __ARM_FEATURE_DSP\n";
  EXPECT_THAT(check_portability({"runtime/isa/armv7em.h", text}), IsEmpty());
  EXPECT_EQ(check_portability({"runtime/kernels/a.inl", text}).size(), 1U);
  EXPECT_EQ(check_portability({"graph/a.cc", "asm(\"nop\");\n"}).size(), 1U);
  EXPECT_THAT(check_portability({"graph/a.cc", "int x = spasm(1);\n"}),
              IsEmpty());
}

TEST(Libm, IsNotForKernels) {
  const std::string text = "y = __builtin_expf(x);\n";
  EXPECT_EQ(check_libm({"runtime/kernels/a.h", text}).size(), 1U);
  EXPECT_THAT(check_libm({"runtime/kernels/a_test.cc", text}), IsEmpty());
  EXPECT_THAT(check_libm({"graph/a.cc", text}), IsEmpty());
  EXPECT_THAT(
      check_libm({"runtime/kernels/a.h", "if (__builtin_expect(x, 1)) {\n"}),
      IsEmpty());
}

TEST(Length, HasALimit) {
  std::string text;
  for (int i = 0; i < 500; ++i) {
    text += "\n";
  }
  EXPECT_THAT(check_length({"a.cc", text}), IsEmpty());
  EXPECT_EQ(check_length({"a.cc", text + "\n"}).size(), 1U);
}

TEST(Licence, IsTheFirstLine) {
  // In two pieces, so that a search for the line does not find this file twice.
  const std::string line =
      std::string("SPDX-License-Identifier: ") + "Apache-2.0\n";
  EXPECT_THAT(check_licence({"a.cc", "// " + line}), IsEmpty());
  EXPECT_THAT(check_licence({"a.sh", "#!/bin/sh\n# " + line}), IsEmpty());
  EXPECT_THAT(check_licence({"a.cc", "\n// " + line}),
              ElementsAre("a.cc:1: expected SPDX-License-Identifier: "
                          "Apache-2.0"));
  EXPECT_EQ(check_licence({"a.cc", ""}).size(), 1U);
}

}  // namespace
}  // namespace firefly::house
