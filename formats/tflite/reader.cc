// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "formats/tflite/importer.h"

namespace firefly {
namespace {

using tflite::Importer;

constexpr uint32_t kFormatVersion = 3;
/// A flatbuffer's offsets are signed 32 bit.
constexpr size_t kMaxFileBytes = (size_t{1} << 31) - 1;
constexpr flatbuffers::uoffset_t kMaxDepth = 32;
constexpr flatbuffers::uoffset_t kMaxTables = 200'000;
/// A message is for reading.
constexpr size_t kMaxLines = 100;

Error at(const std::string& name, Error error) {
  return {error.code, fmt::format("{}: {}", name, error.message)};
}

std::string list(const std::vector<std::string>& lines, std::string_view what) {
  std::string text =
      fmt::format("{} {} {}:", lines.size(),
                  lines.size() == 1 ? "operator is" : "operators are", what);
  for (size_t i = 0; i < std::min(lines.size(), kMaxLines); ++i) {
    text += "\n  " + lines[i];
  }
  if (lines.size() > kMaxLines) {
    text += fmt::format("\n  and {} more", lines.size() - kMaxLines);
  }
  return text;
}

/// Everything that was collected, as one error.
Status report(const Importer& importer) {
  const auto& bad = importer.invalid_lines;
  const auto& missing = importer.unsupported_lines;
  std::string text;
  if (!bad.empty()) {
    text = list(bad, "damaged");
  }
  if (!missing.empty()) {
    text += (text.empty() ? "" : "\n") + list(missing, "not supported");
  }
  if (text.empty()) {
    return {};
  }
  return Error{bad.empty() ? ErrorCode::kUnsupported : ErrorCode::kInvalidData,
               std::move(text)};
}

Status check_container(std::span<const uint8_t> bytes) {
  if (bytes.size() < 8 || bytes.size() > kMaxFileBytes) {
    return tflite::invalid(
        fmt::format("{} bytes are no .tflite file", bytes.size()));
  }
  if (!tflite::schema::ModelBufferHasIdentifier(bytes.data())) {
    return tflite::invalid("not a .tflite file: the identifier TFL3 is absent");
  }
  flatbuffers::Verifier verifier(bytes.data(), bytes.size(), kMaxDepth,
                                 kMaxTables);
  if (!tflite::schema::VerifyModelBuffer(verifier)) {
    return tflite::invalid(
        "the file is cut short or damaged: its flatbuffer does not verify");
  }
  return {};
}

Expected<std::vector<TensorId>> tensor_ids(const tflite::Place& place,
                                           const flatbuffers::Vector<int>* ids,
                                           std::string_view what) {
  std::vector<TensorId> result;
  for (size_t i = 0; ids != nullptr && i < ids->size(); ++i) {
    const int id = ids->Get(static_cast<flatbuffers::uoffset_t>(i));
    if (id < 0 || id >= place.tensor_count) {
      return tflite::invalid(
          fmt::format("{} {} is tensor {}, but there are {} tensors", what, i,
                      id, place.tensor_count));
    }
    result.push_back(place.first_tensor + id);
  }
  return result;
}

/// The model's interface: its tensors, usable.
Status import_interface(Importer& importer, const tflite::Place& place) {
  auto inputs = tensor_ids(place, place.subgraph.inputs(), "input");
  FIREFLY_RETURN_IF_ERROR(inputs);
  auto outputs = tensor_ids(place, place.subgraph.outputs(), "output");
  FIREFLY_RETURN_IF_ERROR(outputs);
  for (const auto* ids : {&*inputs, &*outputs}) {
    for (const TensorId id : *ids) {
      const auto issue = importer.tensor_issues.find(id);
      const Tensor& tensor = importer.graph.tensor(id);
      if (issue != importer.tensor_issues.end()) {
        return Error{issue->second.code, fmt::format("\"{}\": {}", tensor.name,
                                                     issue->second.message)};
      }
      if (element_count(tensor) == 0) {
        return tflite::unsupported(fmt::format(
            "\"{}\" has the shape {}", tensor.name, to_string(tensor.shape)));
      }
    }
  }
  importer.graph.inputs = std::move(*inputs);
  importer.graph.outputs = std::move(*outputs);
  return {};
}

Status import_model(Importer& importer) {
  const tflite::schema::Model& model = importer.model;
  if (model.version() != kFormatVersion) {
    return tflite::unsupported(fmt::format("format version {}, expected {}",
                                           model.version(), kFormatVersion));
  }
  if (model.subgraphs() == nullptr || model.subgraphs()->size() == 0) {
    return tflite::invalid("the file holds no network");
  }
  auto place = tflite::import_subgraph(importer, 0);
  FIREFLY_RETURN_IF_ERROR(place);
  FIREFLY_RETURN_IF_ERROR(report(importer));
  return import_interface(importer, *place);
}

}  // namespace

Expected<Graph> read_tflite(std::span<const uint8_t> bytes,
                            const std::string& name) {
  std::vector<uint8_t> aligned;
  if (reinterpret_cast<uintptr_t>(bytes.data()) % 16 != 0) {
    aligned.assign(bytes.begin(), bytes.end());  // allocations are aligned
    bytes = aligned;
  }
  if (Status status = check_container(bytes); !status.ok()) {
    return at(name, status.error());
  }
  Importer importer{.model = *tflite::schema::GetModel(bytes.data()),
                    .file = bytes};
  importer.graph.name = name;
  importer.bytes_left += 4 * static_cast<int64_t>(bytes.size());
  if (Status status = import_model(importer); !status.ok()) {
    return at(name, status.error());
  }
  // What nothing needs may be of types that no kernel has: the arithmetic on
  // shapes whose result the importer knows already.
  remove_unused(importer.graph);
  FIREFLY_RETURN_IF_ERROR(verify(importer.graph));
  return std::move(importer.graph);
}

Expected<Graph> read_tflite_file(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(path, code)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: no such file", path.string())};
  }
  const auto size = std::filesystem::file_size(path, code);
  if (code || size > kMaxFileBytes) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("{}: larger than 2 GiB", path.string())};
  }
  std::ifstream stream(path, std::ios::binary);
  std::vector<uint8_t> bytes(static_cast<size_t>(size));
  stream.read(reinterpret_cast<char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  if (!stream) {
    return Error{ErrorCode::kFailed,
                 fmt::format("{}: can not be read", path.string())};
  }
  auto graph = read_tflite(bytes, path.filename().string());
  if (graph.ok()) {
    graph->name = path.stem().string();
  }
  return graph;
}

}  // namespace firefly
