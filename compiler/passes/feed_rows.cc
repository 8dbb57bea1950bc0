// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/feed_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "graph/rows.h"

namespace firefly {
namespace {

Error refusal(std::string_view why) {
  return {ErrorCode::kUnsupported,
          fmt::format("the input can not be streamed: {}", why)};
}

bool reads(const Op& op, TensorId id) {
  return std::ranges::count(op.inputs, id) > 0;
}

/// The only reader of the input, if it shows it as an image.
std::optional<size_t> image_view(const Graph& graph) {
  const TensorId input = graph.inputs[0];
  std::optional<size_t> only;
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    if (reads(graph.ops[i], input)) {
      if (only || graph.ops[i].as<Reshape>() == nullptr ||
          !has_rows(graph.tensor(graph.ops[i].outputs[0]))) {
        return std::nullopt;
      }
      only = i;
    }
  }
  return only;
}

/// Puts an image between the input and its readers.
void insert_image(Graph& graph) {
  const TensorId input = graph.inputs[0];
  const TensorId image = graph.add(graph.tensor(input));
  for (Op& op : graph.ops) {
    std::ranges::replace(op.inputs, input, image);
  }
  Op feed;
  feed.kind = Reshape{};
  feed.inputs = {input};
  feed.outputs = {image};
  graph.ops.insert(graph.ops.begin(), std::move(feed));
}

}  // namespace

Status feed_rows(Graph& graph) {
  if (graph.inputs.size() != 1) {
    return refusal("the model has several inputs");
  }
  const TensorId input = graph.inputs[0];
  if (std::ranges::count(graph.outputs, input) > 0) {
    return refusal("it is an output too");
  }
  if (const std::optional<size_t> view = image_view(graph)) {
    std::rotate(graph.ops.begin(),
                graph.ops.begin() + static_cast<std::ptrdiff_t>(*view),
                graph.ops.begin() + static_cast<std::ptrdiff_t>(*view) + 1);
    return {};
  }
  if (!has_rows(graph.tensor(input))) {
    return refusal(fmt::format("\"{}\" {} is no image of one batch",
                               graph.tensor(input).name,
                               to_string(graph.tensor(input).shape)));
  }
  insert_image(graph);
  return {};
}

}  // namespace firefly
