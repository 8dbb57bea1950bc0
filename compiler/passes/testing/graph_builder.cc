// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/testing/graph_builder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "graph/interpreter.h"

namespace firefly::testing {
namespace {

Quantization quantization_of(Q q) { return {{q.scale}, {q.zero_point}, 0}; }

std::vector<uint8_t> random_bytes(std::mt19937& random, size_t count) {
  std::vector<uint8_t> bytes(count);
  std::ranges::generate(bytes,
                        [&] { return static_cast<uint8_t>(random() >> 8U); });
  return bytes;
}

}  // namespace

GraphBuilder::GraphBuilder(unsigned seed) : random_(seed) {
  graph_.name = "test";
}

TensorId GraphBuilder::add_tensor(Tensor tensor) {
  tensor.name = fmt::format("t{}", graph_.tensors.size());
  return graph_.add(std::move(tensor));
}

TensorId GraphBuilder::input(Shape shape, Q q) {
  Tensor tensor;
  tensor.shape = std::move(shape);
  tensor.quantization = quantization_of(q);
  graph_.inputs.push_back(add_tensor(std::move(tensor)));
  return graph_.inputs.back();
}

TensorId GraphBuilder::constant(Shape shape, const std::vector<int8_t>& values,
                                Q q) {
  Tensor tensor;
  tensor.shape = std::move(shape);
  tensor.quantization = quantization_of(q);
  tensor.role = TensorRole::kConstant;
  tensor.data.assign(values.begin(), values.end());
  return add_tensor(std::move(tensor));
}

TensorId GraphBuilder::random_constant(Shape shape, Q q) {
  const auto bytes =
      random_bytes(random_, static_cast<size_t>(element_count(shape)));
  return constant(std::move(shape), {bytes.begin(), bytes.end()}, q);
}

TensorId GraphBuilder::state(Shape shape, Q q) {
  const TensorId id = random_constant(std::move(shape), q);
  graph_.tensor(id).role = TensorRole::kState;
  return id;
}

TensorId GraphBuilder::add(OpKind kind, std::vector<TensorId> inputs, Q q,
                           Shape shape, DataType type) {
  Tensor output;
  output.type = type;
  output.shape = std::move(shape);
  if (type != DataType::kFloat32) {
    output.quantization = quantization_of(q);
  }
  const TensorId id = add_tensor(std::move(output));
  Op op;
  op.kind = std::move(kind);
  op.inputs = std::move(inputs);
  op.outputs = {id};
  if (graph_.tensor(id).shape.empty()) {
    const Expected<Shape> inferred = infer_shape(graph_, op);
    EXPECT_TRUE(inferred.ok()) << inferred.error().message;
    graph_.tensor(id).shape = inferred.ok() ? *inferred : Shape{};
  }
  graph_.ops.push_back(std::move(op));
  return id;
}

void GraphBuilder::assign(TensorId state, TensorId x) {
  Op op;
  op.kind = AssignVariable{};
  op.inputs = {state, x};
  graph_.ops.push_back(std::move(op));
}

TensorId GraphBuilder::weights(Shape shape, int axis) {
  const auto channels = static_cast<size_t>(shape[static_cast<size_t>(axis)]);
  const TensorId id = random_constant(std::move(shape));
  Tensor& tensor = graph_.tensor(id);
  // -128 is not a weight.
  std::ranges::replace(tensor.data, uint8_t{0x80}, uint8_t{0x81});
  tensor.quantization = {};
  tensor.quantization.axis = axis;
  tensor.quantization.zero_point.assign(channels, 0);
  for (size_t i = 0; i < channels; ++i) {
    tensor.quantization.scale.push_back(
        0.002F + 0.0001F * static_cast<float>(random_() % 100U));
  }
  return id;
}

TensorId GraphBuilder::bias(int32_t channels) {
  std::vector<int32_t> values;
  for (int32_t i = 0; i < channels; ++i) {
    values.push_back(static_cast<int32_t>(random_() % 4001U) - 2000);
  }
  Tensor tensor;
  tensor.type = DataType::kInt32;
  tensor.shape = {channels};
  tensor.role = TensorRole::kConstant;
  tensor.data.resize(values.size() * sizeof(int32_t));
  std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
  return add_tensor(std::move(tensor));
}

TensorId GraphBuilder::conv2d(TensorId x, int32_t channels, int32_t kernel,
                              Conv2d conv, Q q) {
  if (conv.window.height * conv.window.width == 1) {
    conv.window.height = conv.window.width = kernel;
  }
  const TensorId w = weights({channels, conv.window.height, conv.window.width,
                              graph_.tensor(x).shape[3]},
                             0);
  const TensorId b = bias(channels);
  return add(conv, {x, w, b}, q);
}

TensorId GraphBuilder::depthwise(TensorId x, int32_t kernel,
                                 DepthwiseConv2d conv, Q q) {
  if (conv.window.height * conv.window.width == 1) {
    conv.window.height = conv.window.width = kernel;
  }
  const int32_t channels = graph_.tensor(x).shape[3] * conv.depth_multiplier;
  const TensorId w =
      weights({1, conv.window.height, conv.window.width, channels}, 3);
  const TensorId b = bias(channels);
  return add(conv, {x, w, b}, q);
}

TensorId GraphBuilder::fully_connected(TensorId x, int32_t channels, Q q) {
  const Shape& shape = graph_.tensor(x).shape;
  const TensorId w = weights({channels, element_count(shape) / shape[0]}, 0);
  const TensorId b = bias(channels);
  return add(FullyConnected{}, {x, w, b}, q);
}

Tensor& GraphBuilder::operand(TensorId id, size_t input) {
  const auto op = std::ranges::find_if(graph_.ops, [&](const Op& candidate) {
    return candidate.outputs == std::vector{id};
  });
  FIREFLY_CHECK(op != graph_.ops.end());
  return graph_.tensor(op->inputs[input]);
}

void GraphBuilder::clear_filter(TensorId id, int32_t channel) {
  Tensor& w = operand(id, 1);
  const bool depthwise = w.quantization.axis == 3;
  const auto filters =
      static_cast<size_t>(w.shape[static_cast<size_t>(w.quantization.axis)]);
  const size_t taps = w.data.size() / filters;
  const auto c = static_cast<size_t>(channel);
  for (size_t i = 0; i < taps; ++i) {
    w.data[depthwise ? i * filters + c : c * taps + i] = 0;
  }
}

Graph GraphBuilder::build(std::vector<TensorId> outputs) {
  graph_.outputs = std::move(outputs);
  const Status status = verify(graph_);
  EXPECT_TRUE(status.ok()) << status.error().message;
  return graph_;
}

void expect_same(const Graph& before, const Graph& after, unsigned seed) {
  const Status status = verify(after);
  ASSERT_TRUE(status.ok()) << status.error().message << to_string(after);
  ASSERT_EQ(before.inputs.size(), after.inputs.size());
  ASSERT_EQ(before.outputs.size(), after.outputs.size());
  Interpreter expected(before);
  Interpreter actual(after);
  std::mt19937 random(seed);
  for (int run = 0; run < 4; ++run) {
    for (size_t i = 0; i < before.inputs.size(); ++i) {
      const auto bytes = random_bytes(random, expected.input(i).size());
      ASSERT_EQ(actual.input(i).size(), bytes.size());
      std::ranges::copy(bytes, expected.input(i).begin());
      std::ranges::copy(bytes, actual.input(i).begin());
    }
    expected.invoke();
    actual.invoke();
    for (size_t i = 0; i < before.outputs.size(); ++i) {
      const Tensor& x = before.tensor(before.outputs[i]);
      const Tensor& y = after.tensor(after.outputs[i]);
      EXPECT_EQ(x.name, y.name);
      EXPECT_EQ(x.type, y.type);
      EXPECT_EQ(x.shape, y.shape);
      EXPECT_EQ(x.quantization, y.quantization);
      EXPECT_TRUE(std::ranges::equal(expected.output(i), actual.output(i)))
          << "output " << i << " of run " << run << "\n"
          << to_string(before) << to_string(after);
    }
  }
}

void expect_text(const Graph& graph, std::string_view expected) {
  EXPECT_EQ(to_string(graph), expected);
}

std::string op_names(const Graph& graph) {
  std::string names;
  for (const Op& op : graph.ops) {
    names += names.empty() ? "" : " ";
    names += name_of(op.kind);
  }
  return names;
}

}  // namespace firefly::testing
