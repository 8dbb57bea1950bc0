// SPDX-License-Identifier: Apache-2.0
#include "config/did_you_mean.h"

#include <gtest/gtest.h>

#include <vector>

namespace firefly {
namespace {

const std::vector<std::string> kBoards = {"cortex-m0", "cortex-m4", "nano33ble",
                                          "rv32"};

TEST(DidYouMean, KnowsTheClosestWord) {
  EXPECT_EQ(did_you_mean("cortexm4", kBoards), "; did you mean 'cortex-m4'?");
  EXPECT_EQ(did_you_mean("Nano33BLE", kBoards), "; did you mean 'nano33ble'?");
  EXPECT_EQ(did_you_mean("rv3", kBoards), "; did you mean 'rv32'?");
}

TEST(DidYouMean, SaysNothingWhereNothingIsClose) {
  EXPECT_EQ(did_you_mean("stm32", kBoards), "");
  EXPECT_EQ(did_you_mean("", kBoards), "");
  EXPECT_EQ(did_you_mean("rv32", {}), "");
}

}  // namespace
}  // namespace firefly
