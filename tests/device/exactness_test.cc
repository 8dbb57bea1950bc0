// SPDX-License-Identifier: Apache-2.0
//
// Real models on emulated boards against the interpreter, byte for byte, and
// against answers that are known from elsewhere.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "compiler/passes/testing/graph_builder.h"
#include "compiler/schedule/testing/random_graph.h"
#include "emulator/deploy.h"
#include "emulator/inputs.h"
#include "formats/tflite/testing/sample_graphs.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

std::string hex(const Bytes& bytes) {
  std::string text;
  for (const uint8_t byte : bytes) {
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

/// FNV-1a, 32 bits.
std::string hash(const Bytes& bytes) {
  uint32_t value = 2166136261U;
  for (const uint8_t byte : bytes) {
    value = (value ^ byte) * 16777619U;
  }
  return fmt::format("{:08x}", value);
}

/// The pattern, then random inputs; outputs must equal the interpreter's.
/// Returns the first output.
Bytes expect_exact(const CompiledModel& model, const Board& board,
                   uint32_t count) {
  std::vector<Bytes> inputs = {pattern_input(model.source, 0)};
  for (uint32_t seed = 1; seed < count; ++seed) {
    inputs.push_back(random_input(model.source, seed));
  }
  const Expected<Deployment> deployment = deploy(model, board, inputs, {});
  EXPECT_TRUE(deployment.ok()) << deployment.error().message;
  if (!deployment.ok()) {
    return {};
  }
  const std::vector<Bytes> outputs = outputs_of(deployment->run);
  EXPECT_EQ(outputs, reference_outputs(model.source, inputs));
  return outputs.front();
}

/// Windows with margins above and below, a stride, and a sum of two ways.
Graph windowed_graph() {
  testing::GraphBuilder builder;
  const auto window = [](int32_t rows, int32_t stride) {
    Window result;
    result.height = rows;
    result.stride_h = stride;
    result.margins = {(rows - 1) / 2, rows / 2, 0, 0};
    return result;
  };
  const TensorId x = builder.input({1, 31, 3, 4});
  const TensorId a = builder.conv2d(x, 8, 1, {window(4, 2), Activation::kRelu});
  const TensorId b =
      builder.depthwise(a, 1, {window(3, 1), 1, Activation::kNone});
  const TensorId c = builder.conv2d(b, 8, 1);
  const TensorId sum = builder.add(Binary{}, {a, c});
  const TensorId mean =
      builder.add(Reduce{ReduceKind::kMean, {1, 2}, false}, {sum});
  return builder.build({builder.fully_connected(mean, 3)});
}

class EveryBoard : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryBoard, ComputesStreamedRowsExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  const auto expect_exact_as = [&](const Graph& graph, Streaming asked,
                                   int32_t hop_rows, Streaming found) {
    EmitOptions options;
    options.source = "streamed.tflite";
    options.board = board.name;
    options.isa = *find_isa(board.isa);
    options.streaming = asked;
    options.hop_rows = hop_rows;
    const CompiledModel model = compile_model(graph, options);
    EXPECT_EQ(model.plan.streaming, found);
    expect_exact(model, board, 6);
  };
  const Graph rings = testing::random_sliding_graph(103);
  expect_exact_as(rings, Streaming::kLines, 0, Streaming::kLines);
  expect_exact_as(rings, Streaming::kSliding, 0, Streaming::kSliding);
  const Graph window = windowed_graph();
  expect_exact_as(window, Streaming::kSliding, 0, Streaming::kMoving);
  expect_exact_as(window, Streaming::kSliding, 6, Streaming::kMoving);
}

TEST_P(EveryBoard, ComputesSignalOperatorsExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  for (Graph& graph : tflite::sample_graphs()) {
    if (graph.name == "signal") {
      EmitOptions options;
      options.source = "signal.tflite";
      options.board = board.name;
      options.isa = *find_isa(board.isa);
      expect_exact(compile_model(std::move(graph), options), board, 6);
    }
  }
}

TEST_P(EveryBoard, ComputesDigitsExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  const Expected<CompiledModel> model = compile_file(digits_model(), board);
  ASSERT_TRUE(model.ok()) << model.error().message;
  expect_exact(*model, board, 4);
}

INSTANTIATE_TEST_SUITE_P(All, EveryBoard,
                         ::testing::ValuesIn(emulated_boards()),
                         test_name<std::string>);

class EveryIsa : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryIsa, ComputesRandomNetworksExactly) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  for (unsigned seed = 500; seed < 508; ++seed) {
    const Graph graph = seed % 2 == 0 ? testing::random_graph(seed)
                                      : testing::random_image_graph(seed);
    SCOPED_TRACE(to_string(graph));
    expect_exact(compile_for(graph, board), board, 4);
  }
}

// The micro:bit has a real Cortex-M0, which faults on unaligned words.
INSTANTIATE_TEST_SUITE_P(All, EveryIsa,
                         ::testing::Values("microbit", "cortex-m4",
                                           "cortex-m55", "rv32"),
                         test_name<const char*>);

/// What SAME puts before and behind `extent` elements.
std::pair<int32_t, int32_t> same_margins(int32_t extent, int32_t stride,
                                         int32_t reach) {
  const int32_t last = (extent - 1) / stride * stride;
  const int32_t total = std::max(last + reach + 1 - extent, 0);
  return {total / 2, total - total / 2};
}

/// Depthwise convolutions of every width of tile: joined and single taps,
/// rectified or not, blocks of channels that overlap.
Graph depthwise_layers() {
  constexpr int32_t kHeight = 5;
  testing::GraphBuilder builder;
  std::vector<TensorId> outputs;
  for (const int32_t width : {1, 2, 3, 4, 5, 6, 7, 9, 12, 14, 27}) {
    const int32_t channels = width % 2 == 0 ? 8 : 5;
    const TensorId x = builder.input({1, kHeight, width, channels});
    for (int32_t i = 0; i < 8; ++i) {
      const int32_t kernel = i == 0 ? 5 : i == 1 ? 2 : 3;
      DepthwiseConv2d conv;
      Window& window = conv.window;
      window.stride_h = window.stride_w = 1 + i % 2;
      window.dilation_w = i < 6 ? 1 : 2;
      std::tie(window.margins.top, window.margins.bottom) =
          same_margins(kHeight, window.stride_h, kernel - 1);
      std::tie(window.margins.left, window.margins.right) = same_margins(
          width, window.stride_w, (kernel - 1) * window.dilation_w);
      conv.activation = i % 4 < 2 ? Activation::kRelu : Activation::kNone;
      outputs.push_back(
          builder.depthwise(x, kernel, conv, {0.9F, i % 4 < 3 ? -128 : 5}));
    }
  }
  return builder.build(outputs);
}

TEST(DepthwiseOnDsp, EqualsTheReference) {
  for (const char* name : {"cortex-m4", "cortex-m33"}) {
    const Board board = board_named(name);
    FIREFLY_NEEDS_TOOLS_OF(board);
    expect_exact(compile_for(depthwise_layers(), board), board, 4);
    EmitOptions scarce;
    scarce.board = board.name;
    scarce.isa = *find_isa(board.isa);
    scarce.fit = Fit::kFlash;
    expect_exact(compile_model(depthwise_layers(), scarce), board, 4);
  }
}

struct KnownModel {
  const char* file;
  const char* answer;  ///< To the pattern of seed 0: hex; null if not known.
  bool hashed = false;
  uint32_t inputs = 3;
};

constexpr KnownModel kModels[] = {
    {"mlperf_tiny/kws_ref_model.tflite", "808080888080808080808078"},
    {"mlperf_tiny/vww_96_int8.tflite", "7a86", false, 2},
    {"mlperf_tiny/pretrainedResnet_quant.tflite", "8080ab8080808b804a80", false,
     2},
    {"mlperf_tiny/ad01_int8.tflite", "26124dd8", true},
    {"mlperf_tiny/str_ww_ref_model.tflite", "80807f"},
    {"tflm/micro_speech_quantized.tflite", "80878772"},
    {"tflm/trained_lstm_int8.tflite", nullptr},
};

class SharedModel
    : public ::testing::TestWithParam<std::tuple<KnownModel, const char*>> {};

TEST_P(SharedModel, GivesTheKnownAnswer) {
  const auto& [known, board_name] = GetParam();
  const Board board = board_named(board_name);
  FIREFLY_NEEDS_TOOLS_OF(board);
  const auto folder = shared_models();
  if (!folder || !std::filesystem::exists(*folder / known.file)) {
    GTEST_SKIP() << known.file << " is not in the shared folder";
  }
  const Expected<CompiledModel> model =
      compile_file(*folder / known.file, board);
  ASSERT_TRUE(model.ok()) << model.error().message;
  const Bytes output = expect_exact(*model, board, known.inputs);
  if (known.answer != nullptr) {
    EXPECT_EQ(known.hashed ? hash(output) : hex(output), known.answer);
  }
}

std::string model_name(
    const ::testing::TestParamInfo<SharedModel::ParamType>& parameter) {
  const auto& [known, board] = parameter.param;
  return letters_of(std::filesystem::path(known.file).stem().string() + board);
}

INSTANTIATE_TEST_SUITE_P(
    All, SharedModel,
    ::testing::Combine(::testing::ValuesIn(kModels),
                       ::testing::Values("cortex-m4", "cortex-m55", "rv32")),
    model_name);

}  // namespace
}  // namespace firefly
