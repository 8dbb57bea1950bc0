// SPDX-License-Identifier: Apache-2.0
//
// Emitted code on the host against the interpreter, byte for byte.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

#include "compiler/passes/testing/graph_builder.h"
#include "compiler/schedule/testing/int16_graph.h"
#include "compiler/schedule/testing/random_graph.h"
#include "compiler/schedule/testing/separable_graph.h"
#include "emulator/temporary_directory.h"
#include "tests/generated/program.h"

namespace firefly {
namespace {

constexpr unsigned kModels = 60;
constexpr int kStreamedModels = 24;

/// Outputs that nothing computes at run time.
Graph constant_output() {
  testing::GraphBuilder builder;
  const TensorId x = builder.input({1, 3});
  const TensorId constant = builder.random_constant({1, 5});
  const TensorId folded = builder.add(Unary{UnaryKind::kRelu, 0.0F},
                                      {builder.random_constant({2, 2})});
  const TensorId scalar = builder.constant({}, {42});
  Graph graph =
      builder.build({constant, builder.add(Unary{UnaryKind::kRelu, 0.0F}, {x}),
                     folded, scalar, constant});
  graph.name = "constant_output";
  return graph;
}

/// An input that is an output, and one as another shape of it.
Graph passed_through() {
  testing::GraphBuilder builder;
  const TensorId x = builder.input({2, 3});
  const TensorId unread = builder.input({1, 7});
  Graph graph =
      builder.build({x, builder.add(Reshape{}, {x}, {}, {3, 2}), unread});
  graph.name = "passed_through";
  return graph;
}

template <class T>
Tensor constant_of(DataType type, const std::vector<T>& values) {
  Tensor tensor;
  tensor.type = type;
  tensor.name = "*/ \"numbers\" /*\n#error";
  tensor.shape = {static_cast<int32_t>(values.size())};
  tensor.role = TensorRole::kConstant;
  tensor.data.resize(values.size() * sizeof(T));
  std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
  return tensor;
}

/// Numbers that are hard to spell, under names that are hard to bear.
Graph numbers() {
  using Floats = std::numeric_limits<float>;
  testing::GraphBuilder builder;
  builder.input({1, 1});
  Graph graph = builder.graph();
  graph.outputs = {
      graph.add(constant_of<float>(
          DataType::kFloat32,
          {Floats::infinity(), -Floats::infinity(), -0.0F, Floats::denorm_min(),
           Floats::lowest(), std::bit_cast<float>(0x7fc00000U),
           std::bit_cast<float>(0xffc01234U),
           std::bit_cast<float>(0x7f800001U)})),
      graph.add(constant_of<int32_t>(
          DataType::kInt32, {INT32_MIN, INT32_MIN + 1, -1, INT32_MAX})),
      graph.add(constant_of<int64_t>(DataType::kInt64,
                                     {INT64_MIN, INT64_MAX, 1LL << 40})),
      graph.add(constant_of<int16_t>(DataType::kInt16, {INT16_MIN, 7})),
      graph.add(constant_of<uint8_t>(DataType::kUint8, {0, 255})),
      graph.add(constant_of<uint8_t>(DataType::kBool, {1, 0}))};
  graph.name = "*/ numbers\n";
  return graph;
}

Graph called(const std::string& name) {
  testing::GraphBuilder builder;
  const TensorId x = builder.input({1, 6, 5, 2});
  const TensorId state = builder.state({1, 6, 5, 2});
  const TensorId old = builder.add(ReadVariable{}, {state}, {}, {1, 6, 5, 2});
  const TensorId y = builder.conv2d(builder.add(Binary{}, {x, old}), 2, 1);
  builder.assign(state, y);
  Graph graph = builder.build({y});
  graph.name = name;
  return graph;
}

class GeneratedCode : public ::testing::Test {
 protected:
  void SetUp() override {
    auto directory = TemporaryDirectory::create();
    ASSERT_TRUE(directory.ok()) << directory.error().message;
    directory_.emplace(std::move(*directory));
    program_.emplace(directory_->path());
  }

  std::optional<TemporaryDirectory> directory_;
  std::optional<Program> program_;
};

TEST_F(GeneratedCode, EqualsTheInterpreterOnRandomNetworks) {
  for (unsigned seed = 0; seed < kModels; ++seed) {
    program_->add(seed % 3 == 0 ? testing::random_image_graph(seed)
                                : testing::random_graph(seed));
  }
  program_->build_and_run();
}

TEST_F(GeneratedCode, EqualsTheInterpreterOnLayersOfInt16) {
  for (unsigned seed = 1; seed <= kModels / 6; ++seed) {
    program_->add(testing::int16_graph(seed));
  }
  program_->build_and_run();
}

TEST_F(GeneratedCode, EqualsTheInterpreterRowByRow) {
  int sliding = 0;
  for (unsigned seed = 100; seed < 100U + kStreamedModels; ++seed) {
    program_->add(testing::random_image_graph(seed), Streaming::kLines);
    const Graph graph = testing::random_sliding_graph(seed);
    program_->add(graph, Streaming::kSliding);
    sliding += program_->streaming() == Streaming::kSliding ? 1 : 0;
  }
  EXPECT_GE(sliding, kStreamedModels / 2);
  program_->build_and_run();
}

TEST_F(GeneratedCode, EqualsTheInterpreterWhereAWindowMoves) {
  int moving = 0;
  for (unsigned seed = 200; seed < 200U + kStreamedModels; ++seed) {
    Graph graph = testing::random_moving_graph(seed);
    program_->add(graph, Streaming::kSliding);
    if (program_->streaming() != Streaming::kMoving) {
      continue;
    }
    ++moving;
    graph.name += "_longer_hop";
    const int32_t hop = program_->hop_rows();
    program_->add(graph, Streaming::kSliding, Isa::kPortable, Fit::kSpeed,
                  (1 + static_cast<int32_t>(seed % 4)) * hop);
  }
  EXPECT_GE(moving, kStreamedModels / 2);
  program_->build_and_run();
}

/// Whether a network for the DSP extension runs on a host, whose pointers have
/// more bytes than the scratch memory of some kernels has for them.
bool runs_here(const Graph& graph, Streaming streaming, Fit fit = Fit::kSpeed) {
  EmitOptions options;
  options.fit = fit;
  options.isa = Isa::kArmv7em;
  options.streaming = streaming;
  const CompiledModel model = compile_model(graph, options);
  return std::ranges::none_of(model.plan.calls, [](const KernelCall& call) {
    return call.layer_type == "DepthwiseColumnsS8" ||
           call.layer_type == "DepthwiseTapsS8" ||
           call.layer_type == "DepthwiseConv2dS8";
  });
}

TEST_F(GeneratedCode, EqualsTheInterpreterOnPlanesAndPairsOfRows) {
  int planes = 0;
  int row_pairs = 0;
  const auto add = [&](const Graph& graph, Streaming streaming) {
    if (runs_here(graph, streaming)) {
      program_->add(graph, streaming, Isa::kArmv7em);
      planes += program_->planes();
      row_pairs += program_->row_pairs();
    }
  };
  for (unsigned seed = 1; seed <= kModels; ++seed) {
    add(testing::separable_graph(seed),
        seed % 3 == 0 ? Streaming::kLines : Streaming::kNone);
  }
  for (unsigned seed = 100; seed < 100U + kStreamedModels; ++seed) {
    add(testing::sliding_separable_graph(seed), Streaming::kSliding);
    add(testing::random_image_graph(seed),
        seed % 2 == 0 ? Streaming::kLines : Streaming::kNone);
  }
  EXPECT_GT(planes, 20);
  EXPECT_GT(row_pairs, 20);
  program_->build_and_run();
}

TEST_F(GeneratedCode, EqualsTheInterpreterWhereFlashIsScarce) {
  int layers = 0;
  const auto add = [&](const Graph& graph, Streaming streaming) {
    if (runs_here(graph, streaming, Fit::kFlash)) {
      program_->add(graph, streaming, Isa::kArmv7em, Fit::kFlash);
      layers += program_->compact_layers();
    }
  };
  for (unsigned seed = 1; seed <= kModels / 2; ++seed) {
    add(seed % 2 == 0 ? testing::separable_graph(seed)
                      : testing::random_image_graph(seed),
        seed % 3 == 0 ? Streaming::kLines : Streaming::kNone);
  }
  for (unsigned seed = 100; seed < 100U + kStreamedModels / 2; ++seed) {
    add(testing::sliding_separable_graph(seed), Streaming::kSliding);
    add(testing::random_sliding_graph(seed), Streaming::kSliding);
  }
  EXPECT_GT(layers, 100);
  program_->build_and_run();
}

TEST_F(GeneratedCode, EqualsTheInterpreterWhereNothingIsComputed) {
  program_->add(constant_output());
  program_->add(passed_through());
  program_->add(numbers());
  program_->build_and_run();
}

TEST_F(GeneratedCode, CompilesUnderAnyName) {
  for (const char* name :
       {"while",   "index",  "run",      "time", "log",     "y0",
        "tensor1", "int8_t", "3d net",   "模型", "Rows",    "portable",
        "memory",  "model",  "bytes_of", "A",    "firefly", "kConv2d",
        "unix",    "printf", "test",     "all",  "help",    "clean"}) {
    program_->add(called(name));
  }
  program_->build_and_run();
}

}  // namespace
}  // namespace firefly
