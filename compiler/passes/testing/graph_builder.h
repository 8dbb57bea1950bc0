// SPDX-License-Identifier: Apache-2.0
//
// For tests of passes: graphs in a few lines, and the proof that a rewritten
// one computes the same.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "graph/graph.h"

namespace firefly::testing {

/// The quantisation of an int8 activation.
struct Q {
  float scale = 0.1F;
  int32_t zero_point = -3;
};

/// Tensors are int8 unless another type is given; their names are letters in
/// the order in which they were added.
class GraphBuilder {
 public:
  explicit GraphBuilder(unsigned seed = 1);

  TensorId input(Shape shape, Q q = {});
  TensorId constant(Shape shape, const std::vector<int8_t>& values, Q q = {});
  TensorId random_constant(Shape shape, Q q = {});
  TensorId state(Shape shape, Q q = {});

  /// Appends an operator; the output's shape is inferred, or the given one for
  /// a reshape, slice or resize.
  TensorId add(OpKind kind, std::vector<TensorId> inputs, Q q = {},
               Shape shape = {}, DataType type = DataType::kInt8);
  void assign(TensorId state, TensorId x);

  /// With random weights OHWI, a scale a channel, and a bias.
  TensorId conv2d(TensorId x, int32_t channels, int32_t kernel,
                  Conv2d conv = {}, Q q = {});
  TensorId depthwise(TensorId x, int32_t kernel, DepthwiseConv2d conv = {},
                     Q q = {});
  TensorId fully_connected(TensorId x, int32_t channels, Q q = {});

  /// Bytes of the constant that is input `input` of the operator computing
  /// `id`.
  Tensor& operand(TensorId id, size_t input);
  /// Sets all weights of output channel `channel` of a convolution to 0.
  void clear_filter(TensorId id, int32_t channel);

  /// What was added so far.
  [[nodiscard]] const Graph& graph() const { return graph_; }

  /// The graph with these outputs; checks verify().
  Graph build(std::vector<TensorId> outputs);

 private:
  TensorId weights(Shape shape, int axis);
  TensorId bias(int32_t channels);
  TensorId add_tensor(Tensor tensor);

  Graph graph_;
  std::mt19937 random_;
};

/// Runs both on the same random inputs, a few times in a row so that states
/// matter, and expects equal outputs with equal descriptions, and that `after`
/// verifies.
void expect_same(const Graph& before, const Graph& after, unsigned seed = 1);

/// The last line break is optional, so that raw strings read well.
void expect_text(const Graph& graph, std::string_view expected);

/// Operators by name, in order: "pad conv2d relu".
[[nodiscard]] std::string op_names(const Graph& graph);

}  // namespace firefly::testing
