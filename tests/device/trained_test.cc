// SPDX-License-Identifier: Apache-2.0
//
// What the trainer exports, of every architecture, on an emulated board.
#include <gtest/gtest.h>

#include "compiler/compile.h"
#include "emulator/deploy.h"
#include "emulator/inputs.h"
#include "tests/device/support.h"
#include "trainer/architecture.h"
#include "trainer/export.h"
#include "trainer/fold_batch_norm.h"
#include "trainer/initial_values.h"

namespace firefly {
namespace {

/// The network before any training: as large and as varied as after it.
Graph exported(const std::string& architecture) {
  const trainer::InputFormat input = {{49, 8, 2}, 0.05F, -7};
  const Expected<trainer::Network> network =
      trainer::find_architecture(architecture)->design()->make(input, 4);
  FIREFLY_CHECK(network.ok());
  trainer::Values values = trainer::initial_values(*network, 1);
  for (size_t i = 0; i < values.statistics.size(); ++i) {
    values.statistics[i] += 0.01F * static_cast<float>(i % 37);
  }
  const trainer::Model folded = trainer::fold_batch_norm(*network, values);
  const std::vector<trainer::Range> ranges(network->layers.size(),
                                           trainer::Range{-2, 4});
  Expected<Graph> graph =
      trainer::to_graph(folded.network, folded.values, ranges, architecture);
  FIREFLY_CHECK(graph.ok());
  return std::move(*graph);
}

void expect_exact(const std::string& architecture, Streaming streaming) {
  const Board board = board_named("cortex-m4");
  FIREFLY_NEEDS_TOOLS_OF(board);
  EmitOptions options;
  options.source = architecture + ".tflite";
  options.board = board.name;
  options.isa = *find_isa(board.isa);
  options.streaming = streaming;
  const Graph graph = exported(architecture);
  ASSERT_TRUE(check_streaming(graph, streaming).ok());
  const CompiledModel model = compile_model(graph, options);
  EXPECT_EQ(model.plan.streaming, streaming);
  const std::vector<Bytes> inputs = varied_inputs(model.source, 3);
  const Expected<Deployment> deployment = deploy(model, board, inputs, {});
  ASSERT_TRUE(deployment.ok()) << deployment.error().message;
  EXPECT_EQ(outputs_of(deployment->run),
            reference_outputs(model.source, inputs));
}

class Trained : public ::testing::TestWithParam<std::string> {};

TEST_P(Trained, IsExactOnTheBoard) {
  expect_exact(GetParam(), Streaming::kNone);
}

std::vector<std::string> architectures() {
  std::vector<std::string> names;
  for (const trainer::ArchitectureKind& kind : trainer::architecture_kinds()) {
    names.emplace_back(kind.name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, Trained, ::testing::ValuesIn(architectures()),
                         test_name<std::string>);

TEST(TrainedStream, SlidesOnTheBoard) {
  expect_exact("streaming-tcn", Streaming::kSliding);
}

}  // namespace
}  // namespace firefly
