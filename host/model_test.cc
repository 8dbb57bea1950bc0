// SPDX-License-Identifier: Apache-2.0
#include "host/model.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "compiler/schedule/testing/random_graph.h"
#include "emulator/inputs.h"
#include "formats/tflite/reader.h"

namespace firefly {
namespace {

/// Those of all instruction sets that this processor has.
std::vector<const host::Kernels*> all_kernels() {
  std::vector<const host::Kernels*> all = {&host::portable_kernels()};
  for (const host::Kernels* kernels :
       {host::avx2_kernels(), host::avx512_kernels()}) {
    if (kernels != nullptr) {
      all.push_back(kernels);
    }
  }
  return all;
}

void expect_reference_bytes(const Graph& graph, int inputs) {
  const std::vector<Bytes> in = varied_inputs(graph, inputs);
  const std::vector<Bytes> expected = reference_outputs(graph, in);
  for (const host::Kernels* kernels : all_kernels()) {
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

}  // namespace
}  // namespace firefly
