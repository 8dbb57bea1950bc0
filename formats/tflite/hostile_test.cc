// SPDX-License-Identifier: Apache-2.0
//
// Files that lie: a good model, changed in one place, and what is said of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "formats/tflite/reader.h"
#include "formats/tflite/testing/sample_graphs.h"
#include "formats/tflite/testing/test_model.h"
#include "formats/tflite/writer.h"

namespace firefly::tflite {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<uint8_t> sample(const std::string& name) {
  for (const Graph& graph : sample_graphs()) {
    if (graph.name == name) {
      return *write_tflite(graph);
    }
  }
  ADD_FAILURE() << "no sample " << name;
  return {};
}

struct Lie {
  const char* model;
  std::function<void(schema::ModelT&)> tell;
  const char* message;
};

schema::SubGraphT& main_of(schema::ModelT& m) { return *m.subgraphs[0]; }
schema::TensorT& tensor(schema::ModelT& m, size_t i) {
  return *main_of(m).tensors[i];
}
schema::OperatorT& op(schema::ModelT& m, size_t i = 0) {
  return *main_of(m).operators[i];
}
schema::QuantizationParametersT& quantization(schema::ModelT& m, size_t i) {
  return *tensor(m, i).quantization;
}
/// The buffer of the operand that only the file has.
std::vector<uint8_t>& data(schema::ModelT& m, size_t operand) {
  const auto id = static_cast<size_t>(op(m).inputs[operand]);
  return m.buffers[tensor(m, id).buffer]->data;
}
void set_int(std::vector<uint8_t>& bytes, size_t i, int32_t value) {
  std::memcpy(bytes.data() + i * sizeof(value), &value, sizeof(value));
}

// Of conv_2d: tensor 0 is the input, 1 the weights, 2 the bias, 3 the output.
const Lie kLies[] = {
    {"conv_2d", [](auto& m) { m.version = 4; }, "format version 4, expected 3"},
    {"conv_2d", [](auto& m) { m.subgraphs.clear(); }, "holds no network"},
    {"conv_2d", [](auto& m) { op(m).inputs[0] = 99; },
     "operand 0 is tensor 99, but there are"},
    {"conv_2d", [](auto& m) { op(m).outputs[0] = -1; },
     "operand 0 is tensor -1, but there are"},
    {"conv_2d", [](auto& m) { op(m).inputs.resize(1); },
     "1 inputs and 1 outputs, expected 2 and 1"},
    {"conv_2d", [](auto& m) { op(m).inputs[1] = -1; },
     "3 inputs and 1 outputs, expected 2 and 1"},
    {"conv_2d", [](auto& m) { op(m).opcode_index = 7; },
     "operator code 7 of 1"},
    {"conv_2d", [](auto& m) { main_of(m).inputs = {-5}; },
     "input 0 is tensor -5"},
    {"conv_2d", [](auto& m) { main_of(m).outputs = {1000}; },
     "output 0 is tensor 1000"},
    {"conv_2d", [](auto& m) { main_of(m).outputs.clear(); },
     "the graph has no output"},
    {"conv_2d", [](auto& m) { tensor(m, 0).shape[1] = -4; },
     "\"t0\" has extent -4"},
    {"conv_2d", [](auto& m) { tensor(m, 0).shape[1] = 2147483647; },
     "shape 1x2147483647x5x2 is larger than 256 MiB"},
    {"conv_2d",
     [](auto& m) {
       tensor(m, 0).shape = {0, 2147483647, 2147483647, 2147483647};
     },
     "is larger than 256 MiB"},
    {"conv_2d", [](auto& m) { tensor(m, 0).shape.resize(9, 1); },
     "rank 9, more than 6"},
    {"conv_2d", [](auto& m) { tensor(m, 0).shape.resize(3); },
     "\"t0\" has the shape 1x4x5, expected NHWC"},
    {"conv_2d", [](auto& m) { tensor(m, 0).shape[3] = 0; },
     "\"t0\" has the shape 1x4x5x0"},
    {"conv_2d", [](auto& m) { tensor(m, 1).buffer = 77; }, "buffer 77 of"},
    {"conv_2d",
     [](auto& m) { m.buffers[tensor(m, 1).buffer]->data.pop_back(); },
     "53 bytes of data, but shape 3x3x3x2 needs 54"},
    {"conv_2d",
     [](auto& m) { m.buffers[tensor(m, 1).buffer]->data.push_back(0); },
     "55 bytes of data, but shape 3x3x3x2 needs 54"},
    {"conv_2d", [](auto& m) { tensor(m, 1).buffer = 0; },
     "reads \"t1\" before it is computed"},
    {"conv_2d",
     [](auto& m) {
       auto& buffer = *m.buffers[tensor(m, 1).buffer];
       buffer.offset = std::numeric_limits<uint64_t>::max() - 3;
       buffer.size = 54;
     },
     "behind the end of the file"},
    {"conv_2d", [](auto& m) { tensor(m, 0).external_buffer = 1; },
     "data in another file"},
    {"conv_2d",
     [](auto& m) {
       tensor(m, 1).sparsity = std::make_unique<schema::SparsityParametersT>();
     },
     "a sparse tensor"},
    {"conv_2d",
     [](auto& m) { tensor(m, 0).type = schema::TensorType::FLOAT64; },
     "\"t0\" has type FLOAT64"},
    {"conv_2d",
     [](auto& m) { tensor(m, 0).type = static_cast<schema::TensorType>(99); },
     "\"t0\" has type 99"},
    {"conv_2d", [](auto& m) { quantization(m, 1).scale.pop_back(); },
     "2 scales, but 3 zero points"},
    {"conv_2d",
     [](auto& m) {
       quantization(m, 1).scale.pop_back();
       quantization(m, 1).zero_point.pop_back();
     },
     "2 scales on axis 0 of shape 3x3x3x2"},
    {"conv_2d", [](auto& m) { quantization(m, 1).quantized_dimension = 4; },
     "3 scales on axis 4 of shape"},
    {"conv_2d", [](auto& m) { quantization(m, 1).quantized_dimension = 1; },
     "is quantised along axis 1, expected 0"},
    {"conv_2d", [](auto& m) { quantization(m, 0).scale[0] = NAN; },
     "scale nan, expected a positive number"},
    {"conv_2d", [](auto& m) { quantization(m, 0).scale[0] = INFINITY; },
     "scale inf, expected a positive number"},
    {"conv_2d", [](auto& m) { quantization(m, 0).scale[0] = 0.0F; },
     "scale 0, expected a positive number"},
    {"conv_2d", [](auto& m) { quantization(m, 0).scale[0] = -1.0F; },
     "scale -1, expected a positive number"},
    {"conv_2d", [](auto& m) { quantization(m, 0).zero_point[0] = 1LL << 40; },
     "zero point 1099511627776"},
    {"conv_2d", [](auto& m) { quantization(m, 0).zero_point[0] = 300; },
     "has the zero point 300"},
    {"conv_2d", [](auto& m) { tensor(m, 0).quantization.reset(); },
     "\"t0\" has 0 scales, expected one"},
    {"conv_2d", [](auto& m) { quantization(m, 0).details_type = 1; },
     "a quantisation beyond scale and zero point"},
    {"conv_2d", [](auto& m) { op(m).builtin_options.Reset(); },
     "the options are missing"},
    {"conv_2d",
     [](auto& m) { op(m).builtin_options.AsConv2DOptions()->stride_w = 0; },
     "stride 0"},
    {"conv_2d",
     [](auto& m) { op(m).builtin_options.AsConv2DOptions()->stride_h = -2; },
     "stride -2"},
    {"conv_2d",
     [](auto& m) {
       op(m).builtin_options.AsConv2DOptions()->dilation_h = 2147483647;
     },
     "dilation 2147483647"},
    {"conv_2d",
     [](auto& m) {
       op(m).builtin_options.AsConv2DOptions()->padding =
           static_cast<schema::Padding>(9);
     },
     "padding 9"},
    {"conv_2d",
     [](auto& m) {
       op(m).builtin_options.AsConv2DOptions()->activation =
           schema::Fused::SIGN_BIT;
     },
     "activation SIGN_BIT"},
    {"conv_2d", [](auto& m) { tensor(m, 3).shape[2] = 4; }, "1x2x4x3"},
    {"conv_2d", [](auto& m) { op(m).inputs[0] = op(m).outputs[0]; },
     "reads \"t3\" before it is computed"},
    {"conv_2d", [](auto& m) { op(m).outputs[0] = 1; }, "\"t1\" is a constant"},
    {"conv_2d",
     [](auto& m) {
       op(m).outputs = {0};
       main_of(m).outputs = {0};
     },
     "writes \"t0\", which has a value already"},
    {"conv_2d", [](auto& m) { tensor(m, 1).is_variable = true; },
     "a variable with a first value"},
    {"pool_2d",
     [](auto& m) { op(m).builtin_options.AsPool2DOptions()->filter_width = 0; },
     "window width 0"},
    {"reduce", [](auto& m) { set_int(data(m, 1), 0, 4); },
     "axis 4 of a tensor of rank 4"},
    {"reduce", [](auto& m) { set_int(data(m, 1), 0, -2147483648); },
     "axis -2147483648 of a tensor of rank 4"},
    {"reduce",
     [](auto& m) {
       tensor(m, static_cast<size_t>(op(m).inputs[1])).buffer = 0;
     },
     "is computed, expected a constant"},
    {"concat",
     [](auto& m) { op(m).builtin_options.AsConcatenationOptions()->axis = 2; },
     "axis 2 of a tensor of rank 2"},
    {"transpose", [](auto& m) { set_int(data(m, 1), 1, 2); },
     "not a permutation"},
    {"slice", [](auto& m) { set_int(data(m, 1), 1, 7); },
     "begin 7 in an extent of 6"},
    {"slice", [](auto& m) { set_int(data(m, 2), 1, 6); },
     "6 elements from 1 in an extent of 6"},
    {"slice_strided", [](auto& m) { set_int(data(m, 3), 0, 0); }, "stride 0"},
    {"pad", [](auto& m) { set_int(data(m, 1), 0, -1); }, "margin -1"},
    {"tile", [](auto& m) { set_int(data(m, 1), 0, 2147483647); },
     "multiple 2147483647"},
    {"space_to_batch", [](auto& m) { set_int(data(m, 1), 0, 0); },
     "block and margins do not match"},
    {"depth_to_space",
     [](auto& m) {
       op(m).builtin_options.AsDepthToSpaceOptions()->block_size = 0;
     },
     "block 0 does not divide"},
    {"softmax",
     [](auto& m) { op(m).builtin_options.AsSoftmaxOptions()->beta = NAN; },
     "beta nan"},
    {"variables",
     [](auto& m) {
       op(m).builtin_options.AsCallOnceOptions()->init_subgraph_index = 5;
     },
     "subgraph 5 of 2"},
    {"variables",
     [](auto& m) {
       op(m).builtin_options.AsCallOnceOptions()->init_subgraph_index = 0;
     },
     "a call within a subgraph that is called"},
    {"variables",
     [](auto& m) {
       main_of(m).operators.erase(main_of(m).operators.begin() + 1);
     },
     "\"t1/handle\" has type RESOURCE"},
    {"variables", [](auto& m) { m.subgraphs[1]->tensors[1]->shape[1] = 5; },
     "\"t1\" has 12 bytes of data, but shape 1x5x1x3 needs 15"},
    {"signal", [](auto& m) { op(m).custom_options.clear(); },
     "the options are no map"},
    {"signal", [](auto& m) { op(m).custom_options.back() = 3; },
     "the options are no map"},
    {"signal", [](auto& m) { op(m).custom_options = op(m, 3).custom_options; },
     "the option shift is missing"},
    {"signal",
     [](auto& m) {
       tensor(m, 0).shape = {1, 23};
     },
     "has 24 elements, expected 23"},
    {"signal", [](auto& m) { m.operator_codes[0]->custom_code = "Sing"; },
     "CUSTOM Sing"},
    {"signal",
     [](auto& m) {
       const auto starts = static_cast<size_t>(op(m, 5).inputs[3]);
       m.buffers[tensor(m, starts).buffer]->data[4] = 15;
     },
     "for the input from 15 on"},
    {"svdf", [](auto& m) { op(m).builtin_options.AsSVDFOptions()->rank = 0; },
     "rank 0"},
    {"lstm", [](auto& m) { op(m).inputs[18] = -1; },
     "operand 18 is no variable tensor"},
    {"lstm", [](auto& m) { op(m).inputs[9] = op(m).inputs[12]; },
     "peephole weights"},
};

TEST(Hostile, EveryLieIsNamed) {
  for (const Lie& lie : kLies) {
    const std::vector<uint8_t> good = sample(lie.model);
    ASSERT_TRUE(read_tflite(good, "good").ok()) << lie.model;
    schema::ModelT model;
    schema::GetModel(good.data())->UnPackTo(&model);
    lie.tell(model);
    const auto graph = read_tflite(pack(model), "bad.tflite");
    ASSERT_FALSE(graph.ok()) << lie.model << ": " << lie.message;
    EXPECT_THAT(graph.error().message, StartsWith("bad.tflite: "));
    EXPECT_THAT(graph.error().message, HasSubstr(lie.message));
  }
}

TEST(Hostile, FilesOfOtherKinds) {
  EXPECT_THAT(read_tflite({}, "a").error().message,
              HasSubstr("0 bytes are no .tflite file"));
  const std::vector<uint8_t> text(64, 'x');
  EXPECT_THAT(read_tflite(text, "a").error().message,
              HasSubstr("the identifier TFL3 is absent"));
}

TEST(Hostile, MissingFilesAreNotFound) {
  const auto graph = read_tflite_file("/nowhere/model.tflite");
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(graph.error().code, ErrorCode::kNotFound);
}

TEST(Hostile, EveryTruncationIsRefused) {
  const std::vector<uint8_t> whole = sample("conv_2d");
  for (size_t size = 0; size < whole.size(); ++size) {
    // The last bytes may be padding, which nothing misses.
    const auto graph = read_tflite(std::span(whole).first(size), "cut");
    EXPECT_TRUE(!graph.ok() || size + 16 > whole.size()) << size;
  }
}

/// A good graph or a reason.
void expect_verdict(const std::vector<uint8_t>& bytes) {
  const auto graph = read_tflite(bytes, "flipped");
  EXPECT_TRUE(graph.ok() ? verify(*graph).ok()
                         : !graph.error().message.empty());
}

TEST(Hostile, FlippedBitsDoNoHarm) {
  std::mt19937 random(1);
  for (const char* name :
       {"conv_2d", "variables", "slice_strided", "lstm", "signal"}) {
    const std::vector<uint8_t> good = sample(name);
    for (int i = 0; i < 2000; ++i) {
      std::vector<uint8_t> bad = good;
      for (int k = 0; k <= i % 4; ++k) {
        bad[random() % bad.size()] ^= static_cast<uint8_t>(1U << random() % 8);
      }
      expect_verdict(bad);
    }
  }
}

TEST(Hostile, MemoryIsBoundedWhenTensorsShareABuffer) {
  TestModel m;
  const int32_t x = m.input({1 << 22});
  int32_t previous = x;
  const int32_t big = m.constant<float>(schema::TensorType::FLOAT32, {1 << 22},
                                        std::vector<float>(1 << 22));
  const uint32_t buffer = m.main().tensors[static_cast<size_t>(big)]->buffer;
  for (int i = 0; i < 100; ++i) {  // 16 MiB each
    const int32_t c = m.tensor(schema::TensorType::FLOAT32, {1 << 22});
    m.main().tensors[static_cast<size_t>(c)]->buffer = buffer;
    const int32_t y = m.tensor(schema::TensorType::FLOAT32, {1 << 22});
    m.op(schema::BuiltinOperator::ADD, {previous, c}, {y});
    previous = y;
  }
  m.main().outputs = {previous};
  const auto graph = m.read();
  ASSERT_FALSE(graph.ok());
  EXPECT_THAT(graph.error().message,
              HasSubstr("the file unfolds to more than four times its size"));
}

}  // namespace
}  // namespace firefly::tflite
