// SPDX-License-Identifier: Apache-2.0
//
// The structure of a graph: who produces what, in which order, from how many
// operands. What each operator demands of its operands is in verify_op.cc.
#include <fmt/format.h>

#include <algorithm>

#include "graph/verify_op.h"

namespace firefly {
namespace {

/// Per tensor, so that the sum over a model stays within what a host has.
constexpr int64_t kMaxTensorBytes = int64_t{256} << 20;

bool valid_id(const Graph& graph, TensorId id) {
  return id >= 0 && static_cast<size_t>(id) < graph.tensors.size();
}

std::string verify_tensor(const Tensor& tensor) {
  if (tensor.rank() > kMaxRank) {
    return fmt::format("has rank {}, more than {}", tensor.rank(), kMaxRank);
  }
  int64_t bytes = size_bytes(tensor.type);
  for (const int32_t extent : tensor.shape) {
    if (extent < 1 || (bytes *= extent) > kMaxTensorBytes) {
      return fmt::format(
          "has the shape {}, which is empty, negative or too large",
          to_string(tensor.shape));
    }
  }
  const bool has_value = tensor.role != TensorRole::kActivation;
  if (tensor.data.size() != (has_value ? static_cast<size_t>(bytes) : 0U)) {
    return fmt::format("has {} bytes of data, but its shape needs {}",
                       tensor.data.size(), has_value ? bytes : 0);
  }
  const Quantization& q = tensor.quantization;
  if (q.scale.size() != q.zero_point.size()) {
    return "has scales and zero points of different number";
  }
  if (q.per_channel() &&
      (q.axis < 0 || q.axis >= tensor.rank() ||
       static_cast<size_t>(tensor.shape[static_cast<size_t>(q.axis)]) !=
           q.scale.size())) {
    return fmt::format("has {} scales on axis {} of {}", q.scale.size(), q.axis,
                       to_string(tensor.shape));
  }
  const auto usable = [](float scale) {
    return scale > 0.0F && scale < 1e30F;  // false for NaN
  };
  if (!std::ranges::all_of(q.scale, usable)) {
    return "has a scale that is not a positive finite number";
  }
  return {};
}

/// Collects everything that is wrong, to say it once.
class Verifier {
 public:
  explicit Verifier(const Graph& graph)
      : graph_(graph), defined_(graph.tensors.size(), false) {}

  Status run() {
    verify_tensors();
    if (!problems_.empty()) {
      return fail();  // operators may not be looked at safely
    }
    for (size_t i = 0; i < graph_.ops.size(); ++i) {
      const Op& op = graph_.ops[i];
      std::string problem = verify_operands(op);
      if (problem.empty()) {
        problem = verify_op(graph_, op);
      }
      if (!problem.empty()) {
        problems_ += fmt::format("\n  {}: {}", place(op, i), problem);
      }
      for (const TensorId id : op.outputs) {
        if (valid_id(graph_, id)) {
          defined_[static_cast<size_t>(id)] = true;
        }
      }
    }
    for (const TensorId id : graph_.outputs) {
      if (!defined_[static_cast<size_t>(id)]) {
        problems_ += fmt::format("\n  output \"{}\" is never computed",
                                 graph_.tensor(id).name);
      }
    }
    return problems_.empty() ? Status{} : fail();
  }

 private:
  void verify_tensors() {
    for (size_t i = 0; i < graph_.tensors.size(); ++i) {
      const Tensor& tensor = graph_.tensors[i];
      const std::string problem = verify_tensor(tensor);
      if (!problem.empty()) {
        problems_ +=
            fmt::format("\n  tensor {} \"{}\" {}", i, tensor.name, problem);
      }
      defined_[i] = tensor.role != TensorRole::kActivation;
    }
    for (const auto* ids : {&graph_.inputs, &graph_.outputs}) {
      for (const TensorId id : *ids) {
        if (!valid_id(graph_, id)) {
          problems_ += fmt::format("\n  tensor {} does not exist", id);
        } else if (ids == &graph_.inputs) {
          if (defined_[static_cast<size_t>(id)]) {
            problems_ += fmt::format(
                "\n  input \"{}\" is given twice or has a value already",
                graph_.tensor(id).name);
          }
          defined_[static_cast<size_t>(id)] = true;
        }
      }
    }
    if (graph_.outputs.empty()) {
      problems_ += "\n  the graph has no output";
    }
  }

  std::string verify_operands(const Op& op) const {
    for (const TensorId id : op.inputs) {
      if (id != kNoTensor && !valid_id(graph_, id)) {
        return fmt::format("reads tensor {}, which does not exist", id);
      }
      if (id != kNoTensor && !defined_[static_cast<size_t>(id)]) {
        return fmt::format("reads \"{}\" before it is computed",
                           graph_.tensor(id).name);
      }
    }
    for (const TensorId id : op.outputs) {
      if (!valid_id(graph_, id)) {
        return fmt::format("writes tensor {}, which does not exist", id);
      }
      if (defined_[static_cast<size_t>(id)]) {
        return fmt::format("writes \"{}\", which has a value already",
                           graph_.tensor(id).name);
      }
    }
    return {};
  }

  [[nodiscard]] std::string place(const Op& op, size_t index) const {
    const auto names = [&](const std::vector<TensorId>& ids) {
      std::string text;
      for (const TensorId id : ids) {
        if (valid_id(graph_, id)) {
          text += (text.empty() ? "" : ", ") + graph_.tensor(id).name;
        }
      }
      return text;
    };
    const auto source =
        op.source_index >= 0 ? op.source_index : static_cast<int32_t>(index);
    return fmt::format(
        "#{} {} ({} -> {})", source,
        op.source_name.empty() ? name_of(op.kind) : op.source_name,
        names(op.inputs), names(op.outputs));
  }

  [[nodiscard]] Error fail() const {
    return {ErrorCode::kInvalidData,
            fmt::format("{}: this network can not be used:{}", graph_.name,
                        problems_)};
  }

  const Graph& graph_;
  std::vector<bool> defined_;  // by TensorId: has a value at this point
  std::string problems_;
};

}  // namespace

Status verify(const Graph& graph) { return Verifier(graph).run(); }

}  // namespace firefly
