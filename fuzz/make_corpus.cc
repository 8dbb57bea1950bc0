// SPDX-License-Identifier: Apache-2.0
//
// make_corpus DIR: writes DIR/tflite, DIR/npy and so on, the good files from
// which fuzzing starts. They are made, not kept, so that they follow the
// formats.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

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

bool write_text(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  return write_file(path, {text.begin(), text.end()});
}

bool write_recordings(const std::filesystem::path& directory) {
  using namespace std::string_view_literals;
  const nlohmann::json acquisition = {
      {"payload",
       {{"interval_ms", 10},
        {"sensors", {{{"name", "x"}, {"units", "g"}}, {{"name", "y"}}}},
        {"values", {{-9.5, 1}, {2, 3}}}}}};
  const std::vector<uint8_t> cbor = nlohmann::json::to_cbor(acquisition);
  return write_text(directory / "acquisition" / "a.json", acquisition.dump()) &&
         write_file(directory / "acquisition" / "a.cbor", cbor) &&
         write_text(directory / "cifar" / "a.bin", std::string(3073, 5)) &&
         write_text(directory / "table" / "a.csv",
                    "time,label,x,y\n2020-01-01 00:00:00.5Z,on,1,2\n"
                    "2020-01-01 00:00:01,off,-1.5e3,\n-,-,-\n3,on,5,6\n") &&
         write_text(directory / "table" / "a.txt", "16 40 41\n15\t41 42\n") &&
         write_text(directory / "time_series" / "a.ts",
                    "# c\n@problemName a\n@timeStamps false\n"
                    "@classLabel true u v\n@data\n1,2.5,?:4,5,6:u\n") &&
         write_text(directory / "toml" / "space.toml",
                    "[model]\nkind = [\"wide\", \"deep\"]\nwidth = {from = 8, "
                    "to = 32, step = 8}\nrate = {from = 0.001, to = 1, log = "
                    "true}\nflag = [true, false]\nhidden = [[4], [8, 16]]\n"
                    "names = [[\"a\", \"b\"]]\ndepth = {from = 1, to = 9}\n") &&
         write_text(directory / "toml" / "project.toml",
                    "# a\n[model]  # b\nwidth = 8 # \"c\"\nhidden = [\n1,\n2]\n"
                    "depth = 3\n[model.x]\ny = 'z'\n[n]\na.b = {c = 1}\n") &&
         write_text(directory / "wfdb" / "a.hea",
                    "a 2 360 2\na.dat 212+1 200(3)/mV 11 1024 995 1 0 M\n"
                    "a.dat 212\n\0\x12\x70\x03\xfc(N\0\0\x3b\x04\0\xec\1\0"
                    "\0\0\0\0"sv);
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
  bool good = write_recordings(directory);
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
