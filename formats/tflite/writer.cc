// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/writer.h"

#include <fmt/format.h>

#include "formats/tflite/exporter.h"

namespace firefly {

Expected<std::vector<uint8_t>> write_tflite(const Graph& graph) {
  tflite::Exporter exporter(graph);
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    Status status = tflite::export_op(exporter, graph.ops[i]);
    if (!status.ok()) {
      return Error{
          status.error().code,
          fmt::format("{}: #{} {}: {}", graph.name, i,
                      name_of(graph.ops[i].kind), status.error().message)};
    }
  }
  return exporter.finish();
}

}  // namespace firefly
