// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/timing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firefly::timing {
namespace {

using ::testing::HasSubstr;

TEST(TimingModels, AreMadeByName) {
  for (const NamedModel& named : models()) {
    std::string wrong;
    EXPECT_NE(make_model(named.name, {}, wrong), nullptr) << named.name;
    EXPECT_EQ(wrong, "");
    EXPECT_NE(confidence_of(named.name), "");
    EXPECT_TRUE(named.name.ends_with("/1")) << named.name;
  }
}

TEST(TimingModels, SayWhatIsWrong) {
  std::string wrong;
  EXPECT_EQ(make_model("pdp11/1", {}, wrong), nullptr);
  EXPECT_THAT(wrong, HasSubstr("cortex-m4/1"));
  EXPECT_THAT(wrong, HasSubstr("found 'pdp11/1'"));
  EXPECT_EQ(make_model("cortex-m4/1", {{"multiply_cycles", 2}}, wrong),
            nullptr);
  EXPECT_THAT(wrong, HasSubstr("none; found 'multiply_cycles'"));
  EXPECT_EQ(make_model("rv32/1", {{"lode_cycles", 2}}, wrong), nullptr);
  EXPECT_THAT(wrong, HasSubstr("load_cycles"));
}

}  // namespace
}  // namespace firefly::timing
