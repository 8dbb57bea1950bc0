// SPDX-License-Identifier: Apache-2.0
//
// Any bytes -> the reader, and what it accepts -> everything that follows an
// import. FIREFLY_CHECK holds what must be true of every accepted file.
#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/tflite/reader.h"
#include "formats/tflite/writer.h"

namespace firefly {
namespace {

/// A small file may hold large states, and writing them takes all the time.
bool is_large(const Graph& graph) {
  size_t bytes = 0;
  for (const Tensor& tensor : graph.tensors) {
    bytes += tensor.data.size();
  }
  return bytes > size_t{1} << 20;
}

void after_import(const Graph& graph) {
  FIREFLY_CHECK(verify(graph).ok());
  FIREFLY_CHECK(!to_string(graph).empty());
  FIREFLY_CHECK(count_macs(graph) >= 0);
  if (is_large(graph)) {
    return;
  }
  const auto bytes = write_tflite(graph);
  if (!bytes.ok()) {
    FIREFLY_CHECK(bytes.error().code == ErrorCode::kUnsupported);
    return;
  }
  const auto back = read_tflite(*bytes, graph.name);
  FIREFLY_CHECK(back.ok());
  FIREFLY_CHECK(back->ops.size() == graph.ops.size());
}

}  // namespace
}  // namespace firefly

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto graph = firefly::read_tflite(std::span(data, size), "fuzz");
  if (graph.ok()) {
    firefly::after_import(*graph);
  } else {
    FIREFLY_CHECK(!graph.error().message.empty());
  }
  return 0;
}
