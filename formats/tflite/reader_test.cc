// SPDX-License-Identifier: Apache-2.0
//
// Spellings of TFLite that the graph has no words for, and what they become.
#include "formats/tflite/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/tflite/testing/test_model.h"

namespace firefly::tflite {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using B = schema::BuiltinOperator;
using T = schema::TensorType;

template <class Kind>
const Kind& only(const Graph& graph, size_t i = 0) {
  return *graph.ops.at(i).as<Kind>();
}

TEST(Reader, SplitsIntoSlices) {
  TestModel m;
  const int32_t x = m.input({2, 6});
  const int32_t a = m.output({2, 2});
  const int32_t b = m.output({2, 4});
  m.op(B::SPLIT_V,
       {x, m.ints({2, -1}), m.constant<int32_t>(T::INT32, {}, {-1})}, {a, b})
      .builtin_options.Set(schema::SplitVOptionsT{});
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_THAT(graph->ops, SizeIs(2));
  EXPECT_THAT(only<Slice>(*graph, 0).begin, ElementsAre(0, 0));
  EXPECT_THAT(only<Slice>(*graph, 1).begin, ElementsAre(0, 2));
  EXPECT_EQ(graph->ops[1].source_index, 0);
  EXPECT_EQ(graph->ops[1].source_name, "SPLIT_V");
}

TEST(Reader, PacksByReshapeAndConcat) {
  TestModel m;
  const int32_t x = m.input({2, 3});
  const int32_t y = m.output({2, 2, 3});
  schema::PackOptionsT options;
  options.values_count = 2;
  options.axis = -2;
  m.op(B::PACK, {x, x}, {y}).builtin_options.Set(options);
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_THAT(graph->ops, SizeIs(3));
  EXPECT_EQ(only<Concat>(*graph, 2).axis, 1);
}

TEST(Reader, UnpacksBySliceAndReshape) {
  TestModel m;
  const int32_t x = m.input({2, 3});
  const int32_t a = m.output({2});
  const int32_t b = m.output({2});
  const int32_t c = m.output({2});
  schema::UnpackOptionsT options;
  options.num = 3;
  options.axis = 1;
  m.op(B::UNPACK, {x}, {a, b, c}).builtin_options.Set(options);
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_THAT(graph->ops, SizeIs(6));
  EXPECT_THAT(only<Slice>(*graph, 4).begin, ElementsAre(0, 2));
}

struct StridedCase {
  std::vector<int32_t> begin, end, stride;
  schema::StridedSliceOptionsT options;
  std::vector<int32_t> output;
  std::vector<int32_t> expected_begin;
};

schema::StridedSliceOptionsT masks(int begin, int end, int ellipsis, int fresh,
                                   int shrink) {
  schema::StridedSliceOptionsT options;
  options.begin_mask = begin;
  options.end_mask = end;
  options.ellipsis_mask = ellipsis;
  options.new_axis_mask = fresh;
  options.shrink_axis_mask = shrink;
  return options;
}

TEST(Reader, SpellsOutTheMasksOfStridedSlices) {
  const StridedCase cases[] = {
      // x[1:3, 1:]
      {{1, 1}, {3, 0}, {1, 1}, masks(0, 2, 0, 0, 0), {2, 4}, {1, 1}},
      // x[::-1, -4:-1:2]
      {{0, -4}, {0, -1}, {-1, 2}, masks(1, 1, 0, 0, 0), {4, 2}, {3, 1}},
      // x[2]: the first dimension goes
      {{2}, {3}, {1}, masks(0, 0, 0, 0, 1), {5}, {2, 0}},
      // x[-1, 0]: a scalar
      {{-1, 0}, {0, 1}, {1, 1}, masks(0, 0, 0, 0, 3), {}, {3, 0}},
      // x[..., 3]
      {{0, 3}, {0, 4}, {1, 1}, masks(0, 0, 1, 0, 2), {4}, {0, 3}},
      // x[newaxis, 1:2]
      {{0, 1}, {0, 2}, {1, 1}, masks(0, 0, 0, 1, 0), {1, 1, 5}, {1, 0}},
      // x[1:99]: clamped
      {{1}, {99}, {1}, masks(0, 0, 0, 0, 0), {3, 5}, {1, 0}},
  };
  for (const StridedCase& c : cases) {
    TestModel m;
    const int32_t x = m.input({4, 5});
    const int32_t y = m.output(c.output);
    m.op(B::STRIDED_SLICE,
         {x, m.ints(c.begin), m.ints(c.end), m.ints(c.stride)}, {y})
        .builtin_options.Set(schema::StridedSliceOptionsT(c.options));
    const auto graph = m.read();
    ASSERT_TRUE(graph.ok()) << graph.error().message;
    EXPECT_EQ(only<Slice>(*graph).begin, c.expected_begin);
  }
}

TEST(Reader, BroadcastsByTiling) {
  TestModel m;
  const int32_t x = m.input({1, 3});
  const int32_t y = m.output({2, 4, 3});
  m.op(B::BROADCAST_TO, {x, m.ints({2, 4, 3})}, {y});
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_THAT(graph->ops, SizeIs(2));
  EXPECT_THAT(only<Tile>(*graph, 1).multiples, ElementsAre(2, 4, 1));
}

TEST(Reader, ForgetsArithmeticOnShapes) {
  TestModel m;
  const int32_t x = m.input({1, 6});
  const int32_t shape = m.tensor(T::INT32, {2});
  const int32_t rows = m.tensor(T::INT32, {1});
  const int32_t y = m.output({2, 3});
  m.op(B::SHAPE, {x}, {shape});
  m.op(B::SLICE, {shape, m.ints({0}), m.ints({1})}, {rows});
  m.op(B::RESHAPE, {x, rows}, {y})
      .builtin_options.Set(schema::ReshapeOptionsT{});
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_THAT(graph->ops, SizeIs(1));
  EXPECT_NE(graph->ops[0].as<Reshape>(), nullptr);
}

TEST(Reader, FoldsFillsAndRanges) {
  TestModel m;
  const int32_t x = m.input({3});
  const int32_t filled = m.tensor(T::FLOAT32, {3});
  const int32_t counted = m.tensor(T::FLOAT32, {3});
  const int32_t sum = m.tensor(T::FLOAT32, {3});
  const int32_t y = m.output({3});
  const auto number = [&](float v) {
    return m.constant<float>(T::FLOAT32, {}, {v});
  };
  m.op(B::FILL, {m.ints({3}), number(1.5F)}, {filled});
  m.op(B::RANGE, {number(1.0F), number(2.5F), number(0.5F)}, {counted});
  m.op(B::ADD, {x, filled}, {sum});
  m.op(B::ADD, {sum, counted}, {y});
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_THAT(graph->ops, SizeIs(2));
  EXPECT_THAT(graph->tensor(graph->ops[0].inputs[1]).values<float>(),
              ElementsAre(1.5F, 1.5F, 1.5F));
  EXPECT_THAT(graph->tensor(graph->ops[1].inputs[1]).values<float>(),
              ElementsAre(1.0F, 1.5F, 2.0F));
}

TEST(Reader, WidensFloat16Constants) {
  TestModel m;
  const int32_t x = m.input({4});
  const int32_t wide = m.tensor(T::FLOAT32, {4});
  const int32_t y = m.output({4});
  // 1, -2, the largest, the smallest above 0
  const int32_t half =
      m.constant<uint16_t>(T::FLOAT16, {4}, {0x3C00, 0xC000, 0x7BFF, 0x0001});
  m.op(B::DEQUANTIZE, {half}, {wide});
  m.op(B::ADD, {x, wide}, {y});
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_THAT(graph->ops, SizeIs(1));
  EXPECT_THAT(graph->tensor(graph->ops[0].inputs[1]).values<float>(),
              ElementsAre(1.0F, -2.0F, 65504.0F, 0x1p-24F));
}

TEST(Reader, UnpacksInt4Weights) {
  TestModel m;
  const int32_t x = m.input({1, 3});
  const int32_t y = m.output({1, 1});
  const int32_t w = m.constant<uint8_t>(T::INT4, {1, 3}, {0xF1, 0x08});
  auto q = std::make_unique<schema::QuantizationParametersT>();
  q->scale = {0.5F};
  q->zero_point = {0};
  m.main().tensors[static_cast<size_t>(w)]->quantization = std::move(q);
  m.op(B::FULLY_CONNECTED, {x, w}, {y})
      .builtin_options.Set(schema::FullyConnectedOptionsT{});
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  // The input is float, so the weights became their real values.
  EXPECT_THAT(graph->tensor(graph->ops[0].inputs[1]).values<float>(),
              ElementsAre(0.5F, -0.5F, -4.0F));
}

TEST(Reader, TakesConditionsOfRankOneAlongTheFirstDimension) {
  TestModel m;
  const int32_t condition = m.tensor(T::BOOL, {2});
  m.main().inputs.push_back(condition);
  const int32_t x = m.input({2, 3});
  const int32_t y = m.output({2, 3});
  m.op(B::SELECT, {condition, x, x}, {y});
  const auto graph = m.read();
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  ASSERT_THAT(graph->ops, SizeIs(2));
  EXPECT_THAT(graph->tensor(graph->ops[1].inputs[0]).shape, ElementsAre(2, 1));
}

TEST(Reader, FindsDataBehindTheFlatbuffer) {
  TestModel m;
  const int32_t x = m.input({2});
  const int32_t y = m.output({2});
  const int32_t c = m.tensor(T::FLOAT32, {2});
  auto buffer = std::make_unique<schema::BufferT>();
  buffer->offset = 4096;
  buffer->size = 8;
  m.model().buffers.push_back(std::move(buffer));
  m.main().tensors[static_cast<size_t>(c)]->buffer = 1;
  m.op(B::ADD, {x, c}, {y});
  std::vector<uint8_t> bytes = pack(m.model());
  ASSERT_LE(bytes.size(), 4096U);
  bytes.resize(4096 + 8, 0);
  EXPECT_TRUE(read_tflite(bytes, "m.tflite").ok());
  bytes.pop_back();
  const auto cut = read_tflite(bytes, "m.tflite");
  ASSERT_FALSE(cut.ok());
  EXPECT_THAT(cut.error().message, HasSubstr("behind the end of the file"));
}

TEST(Reader, NamesEverythingUnsupportedAtOnce) {
  TestModel m;
  const int32_t x = m.input({1, 4});
  const int32_t a = m.tensor(T::FLOAT32, {1, 4});
  const int32_t y = m.output({1, 4});
  m.op(B::TOPK_V2, {x}, {a});
  schema::FullyConnectedOptionsT options;
  options.activation = schema::Fused::TANH;
  m.op(B::FULLY_CONNECTED,
       {a, m.constant<float>(T::FLOAT32, {4, 4}, std::vector<float>(16))}, {y})
      .builtin_options.Set(options);
  const auto graph = m.read();
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(graph.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(graph.error().message,
            "m.tflite: 2 operators are not supported:\n"
            "  #0 TOPK_V2 (t0 -> t1)\n"
            "  #1 FULLY_CONNECTED (t1, t3 -> t2): activation TANH");
}

TEST(Reader, NamesCustomOperators) {
  TestModel m;
  const int32_t x = m.input({1, 4});
  const int32_t y = m.output({1, 4});
  m.op(B::CUSTOM, {x}, {y});
  m.model().operator_codes[0]->custom_code = "Signal\nRfft";
  const auto graph = m.read();
  ASSERT_FALSE(graph.ok());
  EXPECT_THAT(graph.error().message, HasSubstr("#0 CUSTOM Signal_Rfft (t0"));
}

}  // namespace
}  // namespace firefly::tflite
