// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/optimize.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "compiler/passes/testing/graph_builder.h"
#include "formats/tflite/reader.h"

namespace firefly {
namespace {

using testing::expect_same;
using testing::GraphBuilder;

/// Beside the repository, or where the user says.
std::filesystem::path models() {
  const char* shared = std::getenv("FIREFLY_SHARED");
  const auto root = std::filesystem::path(__FILE__).parent_path() / "../..";
  return (shared != nullptr ? std::filesystem::path(shared)
                            : root / "../shared") /
         "data/models";
}

bool is_integer(const Graph& graph) {
  for (const Tensor& tensor : graph.tensors) {
    if (tensor.type == DataType::kFloat32) {
      return false;
    }
  }
  return true;
}

TEST(Optimize, ShowsTheGraphAfterEachStage) {
  GraphBuilder b;
  Graph graph =
      b.build({b.add(Unary{}, {b.conv2d(b.input({1, 4, 4, 2}), 3, 1)})});
  std::string stages;
  std::string last;
  optimize(graph,
           {.after_stage = [&](std::string_view stage, const Graph& now) {
             stages += std::string(stage) + " ";
             last = to_string(now);
           }});
  EXPECT_EQ(stages,
            "import fold_constants remove_identities fold_padding "
            "fuse_activations remove_dead_channels make_rows "
            "remove_identities sink_reads hoist_last_readers ");
  EXPECT_EQ(last, to_string(graph));
}

/// Every stage of every real model verifies and computes the same.
TEST(Optimize, IsExactOnRealModels) {
  if (!std::filesystem::exists(models())) {
    GTEST_SKIP() << "no models in " << models();
  }
  int count = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(models())) {
    if (entry.path().extension() != ".tflite") {
      continue;
    }
    const Expected<Graph> graph = read_tflite_file(entry.path());
    if (!graph.ok()) {
      continue;  // the reader's tests say which may fail
    }
    SCOPED_TRACE(entry.path());
    Graph optimized = *graph;
    optimize(optimized,
             {.after_stage = [](std::string_view stage, const Graph& now) {
               const Status status = verify(now);
               EXPECT_TRUE(status.ok()) << stage << status.error().message;
             }});
    if (is_integer(*graph)) {
      expect_same(*graph, optimized);
    }
    ++count;
  }
  EXPECT_GT(count, 10);
}

TEST(Optimize, HalvesVisualWakeWords) {
  const auto path = models() / "mlperf_tiny/vww_96_int8.tflite";
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "no " << path;
  }
  Expected<Graph> graph = read_tflite_file(path);
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  EXPECT_EQ(count_macs(*graph), 7489664);
  optimize(*graph);
  EXPECT_LT(count_macs(*graph), 3740000);
}

}  // namespace
}  // namespace firefly
