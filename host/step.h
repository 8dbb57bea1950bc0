// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "graph/graph.h"
#include "host/kernels.h"

namespace firefly::host {

/// The memory of one inference.
struct Frame {
  std::span<uint8_t* const> memory;  ///< By TensorId.
  uint8_t* scratch;                  ///< scratch_bytes() of the step, aligned.

  template <class T>
  [[nodiscard]] T* at(TensorId id) const {
    return reinterpret_cast<T*>(memory[static_cast<size_t>(id)]);
  }
};

/// One operator, prepared: what depends on the model alone is done. May run in
/// several threads at a time, each with a frame of its own.
class Step {
 public:
  Step() = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  virtual ~Step() = default;

  virtual void run(const Frame& frame) const = 0;
  [[nodiscard]] virtual size_t scratch_bytes() const { return 0; }
};

/// An operator of a verified graph on quick kernels, with the same bytes as its
/// reference; null if there are none for it. The graph has to outlive the step.
[[nodiscard]] std::unique_ptr<Step> make_step(const Graph& graph, const Op& op,
                                              const Kernels& kernels);

// One function a family of operators; null as above.
[[nodiscard]] std::unique_ptr<Step> make_convolution(const Graph& graph,
                                                     const Op& op,
                                                     const Kernels& kernels);
[[nodiscard]] std::unique_ptr<Step> make_elementwise(const Graph& graph,
                                                     const Op& op,
                                                     const Kernels& kernels);
[[nodiscard]] std::unique_ptr<Step> make_pool(const Graph& graph, const Op& op,
                                              const Kernels& kernels);
[[nodiscard]] std::unique_ptr<Step> make_mean(const Graph& graph, const Op& op,
                                              const Kernels& kernels);
[[nodiscard]] std::unique_ptr<Step> make_softmax(const Graph& graph,
                                                 const Op& op);
[[nodiscard]] std::unique_ptr<Step> make_reshape(const Graph& graph,
                                                 const Op& op);
/// Functions of one int8 element: a table of 256 results.
[[nodiscard]] std::unique_ptr<Step> make_table(const Graph& graph,
                                               const Op& op);

}  // namespace firefly::host
