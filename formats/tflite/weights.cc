// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/weights.h"

#include <fmt/format.h>

#include <cstring>

namespace firefly::tflite {
namespace {

/// scale · (q − zero_point), each element with the scale of its channel.
std::vector<uint8_t> dequantize(const Tensor& tensor) {
  const std::vector<int8_t> stored = tensor.values<int8_t>();
  const Quantization& q = tensor.quantization;
  size_t inner = 1;  // elements between two neighbours along the axis
  if (q.per_channel()) {
    for (auto i = static_cast<size_t>(q.axis) + 1; i < tensor.shape.size();
         ++i) {
      inner *= static_cast<size_t>(tensor.shape[i]);
    }
  }
  std::vector<uint8_t> result(stored.size() * sizeof(float));
  for (size_t i = 0; i < stored.size(); ++i) {
    const size_t channel = i / inner % q.scale.size();
    const float value =
        q.scale[channel] *
        static_cast<float>(stored[i] - int64_t{q.zero_point[channel]});
    std::memcpy(result.data() + i * sizeof(float), &value, sizeof(float));
  }
  return result;
}

Expected<TensorId> float_weights(const Node& node, TensorId id) {
  const Tensor& weights = node.graph().tensor(id);
  if (!weights.is_constant() || weights.quantization.empty()) {
    return unsupported(
        fmt::format("float32 input with {} weights", name_of(weights.type)));
  }
  FIREFLY_RETURN_IF_ERROR(
      node.importer().charge(int64_t{size_bytes(weights)} * 4));
  Tensor result;
  result.name = weights.name;
  result.type = DataType::kFloat32;
  result.shape = weights.shape;
  result.role = TensorRole::kConstant;
  result.data = dequantize(weights);
  return node.graph().add(std::move(result));
}

}  // namespace

Expected<std::vector<TensorId>> weighted_operands(const Node& node, size_t x,
                                                  size_t weights, size_t bias) {
  std::vector<TensorId> ids = {
      node.inputs()[x], node.inputs()[weights],
      node.has_input(bias) ? node.inputs()[bias] : kNoTensor};
  if (node.in(x).type == DataType::kFloat32 &&
      node.in(weights).type == DataType::kInt8) {
    auto widened = float_weights(node, ids[1]);
    FIREFLY_RETURN_IF_ERROR(widened);
    ids[1] = *widened;
  }
  return ids;
}

}  // namespace firefly::tflite
