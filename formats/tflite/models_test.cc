// SPDX-License-Identifier: Apache-2.0
//
// The reader on the models of the shared data, where it is present.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "formats/tflite/reader.h"
#include "formats/tflite/writer.h"

namespace firefly {
namespace {

std::filesystem::path models() {
  const char* shared = std::getenv("FIREFLY_SHARED");
  const std::filesystem::path folder =
      shared != nullptr ? shared : FIREFLY_SOURCE_DIR "/../shared";
  return folder / "data" / "models";
}

TEST(Models, AllReadAndWriteBack) {
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
    ++count;
    const auto graph = read_tflite_file(path);
    ASSERT_TRUE(graph.ok()) << graph.error().message;
    const auto bytes = write_tflite(*graph);
    ASSERT_TRUE(bytes.ok()) << bytes.error().message;
    const auto back = read_tflite(*bytes, graph->name);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(to_string(*graph), to_string(*back));
  }
  EXPECT_GT(count, 10);
}

}  // namespace
}  // namespace firefly
