// SPDX-License-Identifier: Apache-2.0
//
// What the compiler chooses kernels by is what they cost: its estimates, from
// micro-benchmarks, agree with whole networks on the emulated board.
#include <gtest/gtest.h>

#include "emulator/deploy.h"
#include "emulator/inputs.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

/// Of the cycles. The table's own errors are below 5 % for nearly all kernels.
constexpr double kTolerance = 0.10;

class Estimates : public ::testing::TestWithParam<const char*> {};

TEST_P(Estimates, AgreeWithMeasuredCycles) {
  const auto models = shared_models();
  if (!models) {
    GTEST_SKIP() << "the shared models are not there";
  }
  const Board board = board_named("cortex-m4");
  FIREFLY_NEEDS_TOOLS_OF(board);
  const Expected<CompiledModel> model =
      compile_file(*models / "mlperf_tiny" / GetParam(), board);
  ASSERT_TRUE(model.ok()) << model.error().message;
  const std::optional<CostEstimate> estimate = model->estimate();
  ASSERT_TRUE(estimate.has_value()) << "a kernel is not in the table";
  const Expected<Deployment> deployment =
      deploy(*model, board, {pattern_input(model->source, 0)}, {});
  ASSERT_TRUE(deployment.ok()) << deployment.error().message;
  const Cost& measured = deployment->run.invokes[0].cost;
  const auto cycles = static_cast<double>(*measured.cycles);
  const auto instructions = static_cast<double>(measured.instructions);
  EXPECT_NEAR(estimate->cycles / cycles, 1, kTolerance);
  EXPECT_NEAR(estimate->instructions / instructions, 1, kTolerance);
}

INSTANTIATE_TEST_SUITE_P(MlperfTiny, Estimates,
                         ::testing::Values("kws_ref_model.tflite",
                                           "vww_96_int8.tflite",
                                           "pretrainedResnet_quant.tflite",
                                           "ad01_int8.tflite",
                                           "str_ww_ref_model.tflite"),
                         [](const auto& model) {
                           const std::string name = model.param;
                           return letters_of(name.substr(0, name.find('.')));
                         });

}  // namespace
}  // namespace firefly
