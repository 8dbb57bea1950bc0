// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "formats/tflite/reader.h"
#include "formats/tflite/testing/sample_graphs.h"

namespace firefly::tflite {
namespace {

using ::testing::HasSubstr;

TEST(Writer, SamplesCoverEveryKindOfOperator) {
  std::set<size_t> kinds;
  for (const Graph& graph : sample_graphs()) {
    const Status status = verify(graph);
    EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().message);
    for (const Op& op : graph.ops) {
      kinds.insert(op.kind.index());
    }
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<OpKind>);
}

TEST(Writer, ReaderGivesTheSameGraphBack) {
  for (const Graph& graph : sample_graphs()) {
    const auto bytes = write_tflite(graph);
    ASSERT_TRUE(bytes.ok()) << bytes.error().message;
    const auto back = read_tflite(*bytes, graph.name);
    ASSERT_TRUE(back.ok()) << back.error().message;
    ASSERT_EQ(back->ops.size(), graph.ops.size()) << to_string(*back);
    for (size_t i = 0; i < graph.ops.size(); ++i) {
      const Op& op = back->ops[i];
      EXPECT_EQ(describe(op), describe(graph.ops[i]));
      ASSERT_EQ(op.outputs.size(), graph.ops[i].outputs.size());
      for (size_t k = 0; k < graph.ops[i].inputs.size(); ++k) {
        ASSERT_EQ(op.has_input(k), graph.ops[i].has_input(k)) << graph.name;
        if (!op.has_input(k)) {
          continue;
        }
        const Tensor& expected = graph.tensor(graph.ops[i].inputs[k]);
        const Tensor& found = back->tensor(op.inputs[k]);
        EXPECT_EQ(found.name, expected.name);
        EXPECT_EQ(found.type, expected.type);
        EXPECT_EQ(found.shape, expected.shape);
        EXPECT_EQ(found.role, expected.role);
        EXPECT_EQ(found.quantization, expected.quantization);
        EXPECT_EQ(found.data, expected.data);
      }
    }
  }
}

TEST(Writer, WritesTheSameBytesAfterReading) {
  for (const Graph& graph : sample_graphs()) {
    const auto first = write_tflite(graph);
    ASSERT_TRUE(first.ok());
    // Unused operands go with the first reading, and their ids with them.
    const auto second = write_tflite(*read_tflite(*first, graph.name));
    ASSERT_TRUE(second.ok());
    const auto third = write_tflite(*read_tflite(*second, graph.name));
    ASSERT_TRUE(third.ok());
    EXPECT_EQ(*second, *third) << graph.name;
  }
}

TEST(Writer, NamesMarginsThatAreNoPadding) {
  Graph graph = sample_graphs().front();
  Conv2d& conv = *graph.ops[0].as<Conv2d>();
  std::swap(conv.window.margins.top, conv.window.margins.bottom);
  const auto bytes = write_tflite(graph);
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(bytes.error().message,
              HasSubstr("conv_2d: #0 conv2d: margins 1, 0, 1, 1 are neither "
                        "SAME nor VALID"));
}

}  // namespace
}  // namespace firefly::tflite
