// SPDX-License-Identifier: Apache-2.0
#include "host/model.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "compiler/passes/testing/graph_builder.h"
#include "compiler/schedule/testing/random_graph.h"
#include "emulator/inputs.h"
#include "formats/tflite/reader.h"
#include "host/testing/all_kernels.h"

namespace firefly {
namespace {

void expect_reference_bytes(const Graph& graph, int inputs) {
  const std::vector<Bytes> in = varied_inputs(graph, inputs);
  const std::vector<Bytes> expected = reference_outputs(graph, in);
  for (const host::Kernels* kernels : host::all_kernels()) {
    const auto model = HostModel::prepare(graph, *kernels);
    ASSERT_TRUE(model.ok()) << model.error().message;
    HostRunner runner(*model);
    for (size_t i = 0; i < in.size(); ++i) {
      HostBytes out(output_bytes(graph));
      runner.run(in[i], out);
      EXPECT_EQ(out, expected[i]) << kernels->name << ", input " << i << " of\n"
                                  << to_string(graph);
    }
  }
}

std::filesystem::path models() {
  const char* shared = std::getenv("FIREFLY_SHARED");
  const std::filesystem::path folder =
      shared != nullptr ? shared : FIREFLY_SOURCE_DIR "/../shared";
  return folder / "data" / "models";
}

TEST(HostModel, EqualsTheInterpreterOnRandomNetworks) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    expect_reference_bytes(seed % 3 == 0 ? testing::random_image_graph(seed)
                                         : testing::random_graph(seed),
                           3);
  }
}

TEST(HostModel, EqualsTheInterpreterOnAllSharedModels) {
  if (!std::filesystem::is_directory(models())) {
    GTEST_SKIP() << models() << " is absent";
  }
  int count = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(models())) {
    const auto& path = entry.path();
    if (path.extension() != ".tflite") {
      continue;
    }
    const auto graph = read_tflite_file(path);
    if (graph.ok()) {
      SCOPED_TRACE(path);
      expect_reference_bytes(*graph, 2);
      ++count;
    }
  }
  EXPECT_GT(count, 10);
}

/// Of `count` inputs that start from the first state.
std::vector<HostBytes> reference_batch(const Graph& graph,
                                       const std::vector<HostBytes>& inputs) {
  std::vector<HostBytes> outputs;
  for (const HostBytes& input : inputs) {
    outputs.push_back(reference_outputs(graph, {input}).front());
  }
  return outputs;
}

TEST(HostBatch, EqualsTheInterpreterOnAnyNumberOfThreads) {
  for (const unsigned seed : {3U, 4U, 5U, 11U, 23U}) {
    const Graph graph = testing::random_graph(seed);
    std::vector<HostBytes> inputs;
    for (uint32_t i = 0; i < 40; ++i) {
      inputs.push_back(random_input(graph, i));
    }
    const std::vector<HostBytes> expected = reference_batch(graph, inputs);
    const auto model = HostModel::prepare(graph);
    ASSERT_TRUE(model.ok()) << model.error().message;
    for (const int32_t threads : {0, 1, 2, 7, 100}) {
      const auto outputs = run_batch(*model, inputs, threads);
      ASSERT_TRUE(outputs.ok()) << outputs.error().message;
      EXPECT_EQ(*outputs, expected) << threads << " threads\n"
                                    << to_string(graph);
    }
  }
}

TEST(HostBatch, StartsEveryInputFromTheFirstState) {
  testing::GraphBuilder builder;
  const TensorId x = builder.input({1, 4});
  const TensorId state = builder.state({1, 4});
  const TensorId old = builder.add(ReadVariable{}, {state}, {}, {1, 4});
  const TensorId sum = builder.add(Binary{}, {x, old});
  builder.assign(state, sum);
  const Graph graph = builder.build({sum});
  const std::vector<HostBytes> inputs(20, HostBytes{1, 2, 3, 4});
  const auto model = HostModel::prepare(graph);
  ASSERT_TRUE(model.ok());
  const auto outputs = run_batch(*model, inputs, 3);
  ASSERT_TRUE(outputs.ok());
  EXPECT_EQ(*outputs, reference_batch(graph, inputs));
}

TEST(HostBatch, OfNothingIsNothing) {
  const auto model = HostModel::prepare(testing::random_graph(1));
  ASSERT_TRUE(model.ok());
  const auto outputs = run_batch(*model, {});
  ASSERT_TRUE(outputs.ok());
  EXPECT_TRUE(outputs->empty());
}

TEST(HostBatch, RefusesAnInputOfAnotherSize) {
  testing::GraphBuilder builder;
  const TensorId x = builder.input({1, 4});
  const Graph graph =
      builder.build({builder.add(Unary{UnaryKind::kRelu, 0.0F}, {x})});
  const auto model = HostModel::prepare(graph);
  ASSERT_TRUE(model.ok());
  const std::vector<HostBytes> inputs = {HostBytes(4), HostBytes(3)};
  const auto outputs = run_batch(*model, inputs);
  ASSERT_FALSE(outputs.ok());
  EXPECT_EQ(outputs.error().message,
            "test: input 1 has 3 bytes, but the model takes 4");
}

TEST(HostModel, RefusesAGraphThatDoesNotVerify) {
  Graph graph = testing::random_graph(1);
  graph.ops[0].inputs[0] = 1 << 20;
  EXPECT_FALSE(HostModel::prepare(graph).ok());
}

TEST(HostModel, RunsTheModelsOfMlperfTinyOnQuickKernelsAlone) {
  const auto folder = models() / "mlperf_tiny";
  if (!std::filesystem::is_directory(folder)) {
    GTEST_SKIP() << folder << " is absent";
  }
  for (const char* name :
       {"kws_ref_model", "vww_96_int8", "pretrainedResnet_quant", "ad01_int8",
        "str_ww_ref_model"}) {
    const auto graph =
        read_tflite_file(folder / (std::string(name) + ".tflite"));
    ASSERT_TRUE(graph.ok()) << graph.error().message;
    const auto model = HostModel::prepare(*graph);
    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->quick_operators(), static_cast<int32_t>(graph->ops.size()))
        << name;
  }
}

}  // namespace
}  // namespace firefly
