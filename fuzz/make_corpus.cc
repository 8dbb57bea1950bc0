// SPDX-License-Identifier: Apache-2.0
//
// make_corpus DIR: writes DIR/tflite, DIR/npy and DIR/checkpoint, the good
// files from which fuzzing starts. They are made, not kept, so that they follow
// the formats.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "formats/npy.h"
#include "formats/tflite/testing/sample_graphs.h"
#include "formats/tflite/writer.h"
#include "trainer/checkpoint.h"

namespace firefly {
namespace {

bool write_file(const std::filesystem::path& path,
                const std::vector<uint8_t>& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  return file.good();
}

std::vector<uint8_t> checkpoint() {
  trainer::TrainingState state;
  state.floating.epoch = 2;
  state.floating.values = {{1, 2, 3, 4}, {5, 6}};
  state.floating.optimizer = {9, {0, 0, 0, 0}, {1, 1, 1, 1}};
  state.quantized.ranges = {{-1, 1}, {0, 6}};
  return trainer::encode_checkpoint(state, "fuzz");
}

bool make_corpus(const std::filesystem::path& directory) {
  // The fuzzers add what they find: a run starts from the same files again.
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory / "tflite");
  std::filesystem::create_directories(directory / "npy");
  bool good = true;
  int index = 0;
  for (const Graph& graph : tflite::sample_graphs()) {
    const auto bytes = write_tflite(graph);
    FIREFLY_CHECK(bytes.ok());
    good &= write_file(
        directory / "tflite" / fmt::format("{}_{}.tflite", index++, graph.name),
        *bytes);
  }
  for (const Shape& shape : {Shape{}, Shape{3}, Shape{2, 2}}) {
    const NpyArray array{
        DataType::kInt16, shape,
        std::vector<uint8_t>(static_cast<size_t>(element_count(shape) * 2))};
    good &= write_file(directory / "npy" / fmt::format("{}.npy", shape.size()),
                       write_npy(array));
  }
  std::filesystem::create_directories(directory / "checkpoint");
  return good && write_file(directory / "checkpoint" / "small", checkpoint());
}

}  // namespace
}  // namespace firefly

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: {} DIRECTORY\n", argv[0]);
    return 2;
  }
  return firefly::make_corpus(argv[1]) ? 0 : 1;
}
