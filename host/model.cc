// SPDX-License-Identifier: Apache-2.0
#include "host/model.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <thread>

#include "graph/evaluate/evaluate.h"

namespace firefly {
namespace {

/// An operator on the reference's kernels.
class ReferenceStep final : public host::Step {
 public:
  ReferenceStep(const Graph& graph, const Op& op) : graph_(graph), op_(op) {}

  void run(const host::Frame& frame) const override {
    evaluate(Operands{.graph = graph_, .op = op_, .memory = frame.memory});
  }

 private:
  const Graph& graph_;
  const Op& op_;
};

size_t rounded_up(size_t bytes) {
  constexpr size_t kLine = 64;
  return (bytes + kLine - 1) / kLine * kLine;
}

size_t total_bytes(const Graph& graph, const std::vector<TensorId>& ids) {
  size_t bytes = 0;
  for (const TensorId id : ids) {
    bytes += static_cast<size_t>(size_bytes(graph.tensor(id)));
  }
  return bytes;
}

}  // namespace

Expected<HostModel> HostModel::prepare(Graph graph,
                                       const host::Kernels& kernels) {
  FIREFLY_RETURN_IF_ERROR(verify(graph));
  HostModel model;
  model.graph_ = std::make_unique<const Graph>(std::move(graph));
  model.name_ = kernels.name;
  for (const Op& op : model.graph_->ops) {
    auto step = host::make_step(*model.graph_, op, kernels);
    model.quick_ += step != nullptr ? 1 : 0;
    if (step == nullptr) {
      step = std::make_unique<ReferenceStep>(*model.graph_, op);
    }
    model.scratch_bytes_ =
        std::max(model.scratch_bytes_, step->scratch_bytes());
    model.steps_.push_back(std::move(step));
  }
  return model;
}

HostRunner::HostRunner(const HostModel& model) : model_(model) {
  const Graph& graph = model.graph();
  std::vector<size_t> offset;
  size_t total = 0;
  for (const Tensor& tensor : graph.tensors) {
    offset.push_back(total);
    if (!tensor.is_constant()) {
      // At least one line: kernels get no null pointers.
      total += rounded_up(static_cast<size_t>(size_bytes(tensor)) + 1);
    }
  }
  storage_.resize(total + rounded_up(model.scratch_bytes_));
  scratch_ = storage_.data() + total;
  for (size_t i = 0; i < graph.tensors.size(); ++i) {
    const Tensor& tensor = graph.tensors[i];
    // Nothing writes to constants: verify() lets them be no operator's output.
    memory_.push_back(tensor.is_constant()
                          ? const_cast<uint8_t*>(tensor.data.data())
                          : storage_.data() + offset[i]);
  }
  reset();
}

std::span<uint8_t> HostRunner::bytes(TensorId id) const {
  return {memory_[static_cast<size_t>(id)],
          static_cast<size_t>(size_bytes(model_.graph().tensor(id)))};
}

std::span<uint8_t> HostRunner::input(size_t i) {
  return bytes(model_.graph().inputs[i]);
}

std::span<const uint8_t> HostRunner::output(size_t i) const {
  return bytes(model_.graph().outputs[i]);
}

void HostRunner::invoke() {
  for (const auto& step : model_.steps_) {
    step->run({memory_, scratch_});
  }
}

void HostRunner::reset() {
  const std::vector<Tensor>& tensors = model_.graph().tensors;
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (tensors[i].role == TensorRole::kState) {
      std::copy(tensors[i].data.begin(), tensors[i].data.end(), memory_[i]);
    }
  }
}

void HostRunner::run(std::span<const uint8_t> inputs,
                     std::span<uint8_t> outputs) {
  const Graph& graph = model_.graph();
  FIREFLY_CHECK(inputs.size() == input_bytes(graph));
  FIREFLY_CHECK(outputs.size() == output_bytes(graph));
  for (size_t i = 0; i < graph.inputs.size(); ++i) {
    const std::span<uint8_t> to = input(i);
    std::copy_n(inputs.begin(), to.size(), to.begin());
    inputs = inputs.subspan(to.size());
  }
  invoke();
  for (size_t i = 0; i < graph.outputs.size(); ++i) {
    const std::span<const uint8_t> from = output(i);
    std::copy(from.begin(), from.end(), outputs.begin());
    outputs = outputs.subspan(from.size());
  }
}

size_t input_bytes(const Graph& graph) {
  return total_bytes(graph, graph.inputs);
}

size_t output_bytes(const Graph& graph) {
  return total_bytes(graph, graph.outputs);
}

Expected<std::vector<HostBytes>> run_batch(const HostModel& model,
                                           std::span<const HostBytes> inputs,
                                           int32_t threads) {
  const size_t expected = input_bytes(model.graph());
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].size() != expected) {
      return Error{ErrorCode::kInvalidData,
                   model.graph().name + ": input " + std::to_string(i) +
                       " has " + std::to_string(inputs[i].size()) +
                       " bytes, but the model takes " +
                       std::to_string(expected)};
    }
  }
  std::vector<HostBytes> outputs(inputs.size(),
                                 HostBytes(output_bytes(model.graph())));
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    HostRunner runner(model);
    for (size_t i = next++; i < inputs.size(); i = next++) {
      runner.reset();
      runner.run(inputs[i], outputs[i]);
    }
  };
  if (threads <= 0) {
    threads = static_cast<int32_t>(std::thread::hardware_concurrency());
  }
  const size_t helpers =
      std::min(static_cast<size_t>(std::max(threads, 1)), inputs.size());
  std::vector<std::jthread> others;
  for (size_t i = 1; i < helpers; ++i) {
    others.emplace_back(work);
  }
  work();
  others.clear();  // Waits for them.
  return outputs;
}

}  // namespace firefly
