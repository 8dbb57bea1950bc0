// SPDX-License-Identifier: Apache-2.0
//
// A model on this machine, quickly: the bytes of graph/interpreter.h from
// kernels made for this processor. What they do not cover runs on the
// reference's own kernels, so every model runs that the interpreter runs.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "host/constants.h"
#include "host/step.h"

namespace firefly {

using HostBytes = std::vector<uint8_t>;

/// A model with its weights packed. Does not change once made: threads share
/// it, each with a HostRunner.
class HostModel {
 public:
  /// Fails with the reasons of verify().
  [[nodiscard]] static Expected<HostModel> prepare(
      Graph graph, const host::Kernels& kernels = host::best_kernels());

  [[nodiscard]] const Graph& graph() const { return *graph_; }
  /// "avx512vnni", "avx2" or "portable".
  [[nodiscard]] std::string_view instruction_set() const { return name_; }
  /// Operators that quick kernels compute.
  [[nodiscard]] int32_t quick_operators() const { return quick_; }

 private:
  friend class HostRunner;
  HostModel() = default;

  std::unique_ptr<const Graph> graph_;  // Steps point into it.
  std::vector<std::unique_ptr<host::Step>> steps_;
  size_t scratch_bytes_ = 0;
  std::string_view name_;
  int32_t quick_ = 0;
};

/// The memory of one inference after another: activations and states. One
/// thread's own; the model has to outlive it.
class HostRunner {
 public:
  explicit HostRunner(const HostModel& model);

  /// Raw little-endian bytes of input `i`, to be filled before invoke().
  [[nodiscard]] std::span<uint8_t> input(size_t i);
  /// Raw little-endian bytes of output `i`, valid after invoke().
  [[nodiscard]] std::span<const uint8_t> output(size_t i) const;

  void invoke();
  /// Puts state tensors back to their first values.
  void reset();

  /// One inference between concatenations of all inputs and all outputs, of
  /// exactly their sizes.
  void run(std::span<const uint8_t> inputs, std::span<uint8_t> outputs);

 private:
  [[nodiscard]] std::span<uint8_t> bytes(TensorId id) const;

  const HostModel& model_;
  host::Aligned<uint8_t> storage_;
  std::vector<uint8_t*> memory_;  // by TensorId; constants are the graph's
  uint8_t* scratch_ = nullptr;
};

/// Bytes of all inputs, and of all outputs, of one inference.
[[nodiscard]] size_t input_bytes(const Graph& graph);
[[nodiscard]] size_t output_bytes(const Graph& graph);

/// Runs each of `inputs` (all input tensors, concatenated) from the model's
/// first state, on `threads` threads (0: one a core), and returns the outputs,
/// concatenated, in the order of the inputs. Fails on an input of a wrong size.
[[nodiscard]] Expected<std::vector<HostBytes>> run_batch(
    const HostModel& model, std::span<const HostBytes> inputs,
    int32_t threads = 0);

}  // namespace firefly
