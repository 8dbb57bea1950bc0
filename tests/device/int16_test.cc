// SPDX-License-Identifier: Apache-2.0
//
// Layers of int16 activations on every kind of core.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "compiler/schedule/testing/int16_graph.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

class Int16 : public ::testing::TestWithParam<const char*> {};

TEST_P(Int16, ComputesAnyLayerExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  std::map<std::string, int> types;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Graph graph = testing::int16_graph(seed);
    const Status valid = verify(graph);
    ASSERT_TRUE(valid.ok()) << valid.error().message;
    const CompiledModel model = compile_for(graph, board);
    for (const KernelCall& call : model.plan.calls) {
      ++types[call.layer_type];
    }
    SCOPED_TRACE(seed);
    expect_exact(model, graph, board);
  }
  EXPECT_GE(types["LayerS16<int32_t, UpperScale>"], 10);
  EXPECT_GE(types["LayerS16<int32_t, WideScale>"], 5);
  EXPECT_GE(types["LayerS16<int64_t, WideScale>"], 5);
  EXPECT_GE(types["LayerS16<int32_t, NarrowScale>"], 3);
}

INSTANTIATE_TEST_SUITE_P(Boards, Int16,
                         ::testing::Values("cortex-m0", "cortex-m3",
                                           "cortex-m4", "cortex-m55", "rv32"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
