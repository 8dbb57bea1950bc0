// SPDX-License-Identifier: Apache-2.0
#include "cli/read_input.h"

#include <fmt/format.h>

#include "formats/files.h"
#include "formats/npy.h"

namespace firefly {

Expected<Bytes> read_input(const Graph& graph,
                           const std::filesystem::path& path) {
  const size_t expected = input_size_bytes(graph);
  Expected<Bytes> bytes = read_file(path);
  FIREFLY_RETURN_IF_ERROR(bytes);
  if (path.extension() == ".npy") {
    const Expected<NpyArray> array = read_npy(*bytes, path.string());
    FIREFLY_RETURN_IF_ERROR(array);
    const Tensor& first = graph.tensor(graph.inputs.front());
    if (graph.inputs.size() != 1 || array->type != first.type) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("{}: holds {}, but the model takes {} of {}",
                               path.string(), name_of(array->type),
                               graph.inputs.size(), name_of(first.type))};
    }
    *bytes = array->data;
  } else if (path.extension() != ".bin") {
    return Error{ErrorCode::kUsage,
                 fmt::format("{}: an input is a .bin of raw bytes or a .npy",
                             path.string())};
  }
  if (bytes->size() != expected) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: has {} bytes, but the model takes {}",
                             path.string(), bytes->size(), expected)};
  }
  return bytes;
}

}  // namespace firefly
