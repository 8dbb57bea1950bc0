// SPDX-License-Identifier: Apache-2.0
//
// What needs no arithmetic when it runs: copies, and functions of one byte.
#include <array>
#include <cstring>

#include "graph/evaluate/evaluate.h"
#include "host/step.h"

namespace firefly::host {
namespace {

class CopyStep final : public Step {
 public:
  CopyStep(const Op& op, size_t bytes)
      : input_(op.inputs[0]), output_(op.outputs[0]), bytes_(bytes) {}

  void run(const Frame& frame) const override {
    std::memcpy(frame.at<uint8_t>(output_), frame.at<const uint8_t>(input_),
                bytes_);
  }

 private:
  TensorId input_;
  TensorId output_;
  size_t bytes_;
};

using Table = std::array<uint8_t, 256>;

class TableStep final : public Step {
 public:
  TableStep(const Op& op, size_t count, const Table& table)
      : input_(op.inputs[0]),
        output_(op.outputs[0]),
        count_(count),
        table_(table) {}

  void run(const Frame& frame) const override {
    const auto* x = frame.at<const uint8_t>(input_);
    auto* out = frame.at<uint8_t>(output_);
    for (size_t i = 0; i < count_; ++i) {
      out[i] = table_[x[i]];
    }
  }

 private:
  TensorId input_;
  TensorId output_;
  size_t count_;
  Table table_;
};

/// What the reference makes of every byte.
Table table_of(const Graph& graph, const Op& op) {
  Graph one;
  Op one_op = op;
  for (const TensorId id : {op.inputs[0], op.outputs[0]}) {
    Tensor tensor = graph.tensor(id);
    tensor.shape = {256};
    tensor.data.clear();
    tensor.role = TensorRole::kActivation;
    one.add(std::move(tensor));
  }
  one_op.inputs = {0};
  one_op.outputs = {1};
  Table bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<uint8_t>(i);
  }
  Table results{};
  const std::array<uint8_t*, 2> memory = {bytes.data(), results.data()};
  evaluate(Operands{.graph = one, .op = one_op, .memory = memory});
  return results;
}

}  // namespace

std::unique_ptr<Step> make_reshape(const Graph& graph, const Op& op) {
  return std::make_unique<CopyStep>(
      op, static_cast<size_t>(size_bytes(graph.tensor(op.outputs[0]))));
}

std::unique_ptr<Step> make_table(const Graph& graph, const Op& op) {
  const Tensor& input = graph.tensor(op.inputs[0]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  if (op.inputs.size() != 1 || size_bytes(input.type) != 1 ||
      size_bytes(output.type) != 1) {
    return nullptr;
  }
  return std::make_unique<TableStep>(
      op, static_cast<size_t>(element_count(output)), table_of(graph, op));
}

}  // namespace firefly::host
