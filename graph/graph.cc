// SPDX-License-Identifier: Apache-2.0
#include "graph/graph.h"

#include <fmt/format.h>

#include <algorithm>

namespace firefly {
namespace {

std::string describe(const Tensor& tensor) {
  std::string text =
      fmt::format("{} {}", name_of(tensor.type), to_string(tensor.shape));
  if (tensor.quantization.per_channel()) {
    text += fmt::format(" q/{}", tensor.quantization.scale.size());
  } else if (!tensor.quantization.empty()) {
    text += fmt::format(" q {:.6g}{:+}", tensor.scale(), tensor.zero_point());
  }
  return text;
}

std::string describe(const Window& window) {
  std::string text = fmt::format(" {}x{}", window.height, window.width);
  if (window.stride_h != 1 || window.stride_w != 1) {
    text += window.stride_h == window.stride_w
                ? fmt::format(" s{}", window.stride_h)
                : fmt::format(" s{}x{}", window.stride_h, window.stride_w);
  }
  if (window.dilation_h != 1 || window.dilation_w != 1) {
    text += fmt::format(" d{}x{}", window.dilation_h, window.dilation_w);
  }
  if (window.margins != Margins{}) {
    text +=
        fmt::format(" m{},{},{},{}", window.margins.top, window.margins.bottom,
                    window.margins.left, window.margins.right);
  }
  return text;
}

const Window* window_of(const OpKind& kind) {
  return std::visit(
      [](const auto& op) -> const Window* {
        if constexpr (requires { op.window; }) {
          return &op.window;
        } else {
          return nullptr;
        }
      },
      kind);
}

Activation activation_of(const OpKind& kind) {
  return std::visit(
      [](const auto& op) {
        if constexpr (requires { op.activation; }) {
          return op.activation;
        } else {
          return Activation::kNone;
        }
      },
      kind);
}

}  // namespace

std::string describe(const Op& op) {
  std::string text(name_of(op.kind));
  if (const Window* window = window_of(op.kind)) {
    text += describe(*window);
  }
  if (activation_of(op.kind) != Activation::kNone) {
    text += fmt::format(" {}", name_of(activation_of(op.kind)));
  }
  return text;
}

std::string to_string(const Graph& graph) {
  std::string text = fmt::format("graph {}\n", graph.name);
  const auto list = [&](std::string_view word,
                        const std::vector<TensorId>& ids) {
    for (const TensorId id : ids) {
      text += fmt::format("{} %{} {} \"{}\"\n", word, id,
                          describe(graph.tensor(id)), graph.tensor(id).name);
    }
  };
  list("input", graph.inputs);
  for (size_t i = 0; i < graph.ops.size(); ++i) {
    const Op& op = graph.ops[i];
    std::string left;
    for (const TensorId id : op.outputs) {
      left += fmt::format("%{} ", id);
    }
    text += fmt::format("#{} {}{}{}(", i, left, left.empty() ? "" : "= ",
                        describe(op));
    for (size_t k = 0; k < op.inputs.size(); ++k) {
      text += k == 0 ? "" : ", ";
      if (!op.has_input(k)) {
        text += "none";
        continue;
      }
      const Tensor& tensor = graph.tensor(op.inputs[k]);
      text += fmt::format("%{}", op.inputs[k]);
      if (tensor.role != TensorRole::kActivation) {
        text += fmt::format(" {} {}", tensor.is_constant() ? "const" : "state",
                            describe(tensor));
      }
    }
    text += ")";
    for (const TensorId id : op.outputs) {
      text += fmt::format(" : {}", describe(graph.tensor(id)));
    }
    text += "\n";
  }
  list("output", graph.outputs);
  return text;
}

int64_t count_macs(const Graph& graph, const Op& op) {
  const auto elements = [&](TensorId id) {
    return static_cast<int64_t>(element_count(graph.tensor(id)));
  };
  if (op.as<Conv2d>() != nullptr) {
    const Shape& weights = graph.tensor(op.inputs[1]).shape;
    return elements(op.outputs[0]) * weights[1] * weights[2] * weights[3];
  }
  if (const auto* depthwise = op.as<DepthwiseConv2d>()) {
    return elements(op.outputs[0]) * depthwise->window.height *
           depthwise->window.width;
  }
  if (op.as<TransposeConv>() != nullptr) {
    const Shape& weights = graph.tensor(op.inputs[1]).shape;
    return elements(op.inputs[0]) * weights[0] * weights[1] * weights[2];
  }
  if (op.as<FullyConnected>() != nullptr) {
    return elements(op.outputs[0]) * graph.tensor(op.inputs[1]).shape.back();
  }
  if (const auto* matmul = op.as<BatchMatMul>()) {
    const Shape& a = graph.tensor(op.inputs[0]).shape;
    return elements(op.outputs[0]) *
           a[a.size() - (matmul->adjoint_a ? 2U : 1U)];
  }
  if (op.as<Lstm>() != nullptr) {
    // Eight matrices, applied at every step of every sequence.
    const Shape& x = graph.tensor(op.inputs[0]).shape;
    int64_t weights = 0;
    for (size_t i = 1; i <= 8; ++i) {
      weights += op.has_input(i) ? elements(op.inputs[i]) : 0;
    }
    return weights * x[0] * x[1];
  }
  if (op.as<Svdf>() != nullptr) {
    return elements(op.inputs[1]) + elements(op.inputs[2]);
  }
  return 0;
}

int64_t count_macs(const Graph& graph) {
  int64_t macs = 0;
  for (const Op& op : graph.ops) {
    macs += count_macs(graph, op);
  }
  return macs;
}

namespace {

/// Which tensors any output or state depends on, going backwards.
std::vector<bool> needed_tensors(const Graph& graph) {
  std::vector<bool> needed(graph.tensors.size(), false);
  const auto need = [&](TensorId id) {
    needed[static_cast<size_t>(id)] = true;
  };
  std::ranges::for_each(graph.outputs, need);
  for (auto op = graph.ops.rbegin(); op != graph.ops.rend(); ++op) {
    const bool writes_state = std::ranges::any_of(op->inputs, [&](TensorId id) {
      return id != kNoTensor && graph.tensor(id).role == TensorRole::kState;
    });
    const bool feeds = std::ranges::any_of(op->outputs, [&](TensorId id) {
      return needed[static_cast<size_t>(id)];
    });
    // Reading a variable is no reason to live; every other use of a state
    // may change it.
    if (feeds || (writes_state && op->as<ReadVariable>() == nullptr)) {
      for (const TensorId id : op->inputs) {
        if (id != kNoTensor) {
          need(id);
        }
      }
      std::ranges::for_each(op->outputs, need);
    }
  }
  return needed;
}

}  // namespace

void remove_unused(Graph& graph) {
  std::vector<bool> needed = needed_tensors(graph);
  std::erase_if(graph.ops, [&](const Op& op) {
    const auto is_needed = [&](TensorId id) {
      return needed[static_cast<size_t>(id)];
    };
    return !op.outputs.empty() && std::ranges::none_of(op.outputs, is_needed);
  });
  // The caller fills all inputs, used or not.
  for (const TensorId id : graph.inputs) {
    needed[static_cast<size_t>(id)] = true;
  }
  std::vector<TensorId> renumbered(graph.tensors.size(), kNoTensor);
  std::vector<Tensor> kept;
  for (size_t i = 0; i < graph.tensors.size(); ++i) {
    if (needed[i]) {
      renumbered[i] = static_cast<TensorId>(kept.size());
      kept.push_back(std::move(graph.tensors[i]));
    }
  }
  graph.tensors = std::move(kept);
  const auto renumber = [&](std::vector<TensorId>& ids) {
    for (TensorId& id : ids) {
      id = id == kNoTensor ? id : renumbered[static_cast<size_t>(id)];
    }
  };
  renumber(graph.inputs);
  renumber(graph.outputs);
  for (Op& op : graph.ops) {
    renumber(op.inputs);
    renumber(op.outputs);
  }
}

}  // namespace firefly
