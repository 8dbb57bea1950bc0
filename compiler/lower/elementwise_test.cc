// SPDX-License-Identifier: Apache-2.0
#include "compiler/lower/elementwise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "compiler/lower/pack_sum.h"
#include "graph/prepare/binary.h"
#include "kernels/sum_s8.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;

Tensor image(DataType type, Shape shape, float scale = 0.5F) {
  Tensor tensor;
  tensor.type = type;
  tensor.shape = std::move(shape);
  tensor.quantization = {{scale}, {0}, 0};
  return tensor;
}

Tensor constant(Shape shape) {
  Tensor tensor = image(DataType::kInt8, std::move(shape));
  tensor.role = TensorRole::kConstant;
  tensor.data.resize(static_cast<size_t>(element_count(tensor)), 1);
  return tensor;
}

/// A graph of one operator, lowered.
template <class Kind>
KernelCall lowered(Kind kind, const std::vector<Tensor>& inputs,
                   const Tensor& output) {
  Graph graph;
  Op op;
  op.kind = kind;
  for (const Tensor& input : inputs) {
    op.inputs.push_back(graph.add(input));
  }
  op.outputs = {graph.add(output)};
  return lower(kind, LowerContext{.graph = graph, .op = op});
}

int64_t number(const KernelCall& call, std::string_view name) {
  for (const Field& field : call.fields) {
    if (field.name == name) {
      return std::get<int64_t>(field.value);
    }
  }
  ADD_FAILURE() << "no field " << name;
  return 0;
}

std::vector<ArgKind> kinds(const KernelCall& call) {
  std::vector<ArgKind> result;
  for (const Arg& arg : call.args) {
    result.push_back(arg.kind);
  }
  return result;
}

TEST(LowerBinary, AddsImagesRowByRowInPlace) {
  const Tensor x = image(DataType::kInt8, {1, 4, 5, 6});
  const KernelCall call = lowered(Binary{BinaryKind::kAdd}, {x, x}, x);
  EXPECT_TRUE(call.by_row);
  EXPECT_EQ(call.in_place_input, 0);
  EXPECT_EQ(number(call, "count"), 30);
  EXPECT_EQ(call.function, "sum_s8");
  EXPECT_THAT(kinds(call),
              ElementsAre(ArgKind::kLayer, ArgKind::kInputRow,
                          ArgKind::kInputRow, ArgKind::kOutputRow));
}

/// Every pair of elements, by the plain kernel and by sum_s8(). False if there
/// are no table and slope.
template <class Function>
bool check_sum(BinaryScaled layer, bool subtracts) {
  std::vector<int8_t> a;
  std::vector<int8_t> b;
  for (int32_t i = 0; i < 256 * 256; ++i) {
    a.push_back(static_cast<int8_t>(i));
    b.push_back(static_cast<int8_t>(i / 256));
  }
  const auto count = static_cast<int32_t>(a.size()) - 1;
  layer.shape = {count, {1, 1}, 0, nullptr};
  std::vector<int8_t> expected(a.size());
  binary<Function>(layer, a.data(), b.data(), expected.data());

  const auto packed = pack_sum(layer, subtracts);
  if (!packed) {
    return false;
  }
  const SumS8 sum{count, packed->table.data(), packed->slope, layer.range.low,
                  layer.range.high};
  std::vector<int8_t> output(a.size());
  packed->wide_is_first ? sum_s8(sum, a.data(), b.data(), output.data())
                        : sum_s8(sum, b.data(), a.data(), output.data());
  EXPECT_EQ(output, expected);
  return true;
}

bool check_sum(const Binary& kind, const BinaryScaled& layer) {
  return kind.kind == BinaryKind::kAdd
             ? check_sum<elementwise::AddQuantized>(layer, false)
             : check_sum<elementwise::SubQuantized>(layer, true);
}

Tensor scaled(float scale, int zero_point) {
  Tensor result = image(DataType::kInt8, {1}, scale);
  result.quantization.zero_point = {zero_point};
  return result;
}

TEST(SumS8, EqualsPlain) {
  std::mt19937 random(1);
  const auto between = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  const auto zero_point = [&] { return between(-128, 127); };
  int found = 0;
  constexpr int kCases = 200;
  for (int i = 0; i < kCases; ++i) {
    Binary kind{i % 2 == 0 ? BinaryKind::kAdd : BinaryKind::kSub};
    constexpr Activation kActivations[] = {Activation::kNone, Activation::kRelu,
                                           Activation::kRelu6};
    kind.activation = kActivations[i % 3];
    // Outputs about as coarse as the sums are large, as in trained models.
    const auto scale = [&] {
      return 0.01F * static_cast<float>(between(10, 1000));
    };
    const Tensor a = scaled(scale(), zero_point());
    const Tensor b = i % 7 == 0 ? a : scaled(scale(), zero_point());
    const float larger = std::max(a.scale(), b.scale());
    const float out_scale =
        larger * 0.01F * static_cast<float>(between(60, 300));
    const Tensor out = scaled(out_scale, i % 4 < 2 ? -128 : zero_point());
    found += check_sum(kind, prepare_sum(kind, a, b, out)) ? 1 : 0;
  }
  EXPECT_GE(found, kCases * 99 / 100);
}

TEST(SumS8, RoundsTiesAwayFromZero) {
  const Binary kind{BinaryKind::kAdd};
  for (const float out : {1.0F, 2.0F, 4.0F, 8.0F}) {
    const Tensor a = scaled(1.0F, 3);
    for (const float scale : {0.5F, 1.0F, 2.0F}) {
      const Tensor b = scaled(scale, -7);
      EXPECT_TRUE(check_sum(kind, prepare_sum(kind, a, b, scaled(out, 5))))
          << scale << " " << out;
    }
  }
}

TEST(SumS8, RefusesStepsOfTwoOutputs) {
  const Binary kind{BinaryKind::kAdd};
  const Tensor x = scaled(1.0F, 0);
  EXPECT_TRUE(pack_sum(prepare_sum(kind, x, x, x), false).has_value());
  const Tensor fine = scaled(0.5F, 0);
  EXPECT_FALSE(pack_sum(prepare_sum(kind, x, x, fine), false).has_value());
}

TEST(LowerBinary, ReadsAVectorOfChannelsWhole) {
  const Tensor x = image(DataType::kInt8, {1, 4, 5, 6});
  const KernelCall call =
      lowered(Binary{BinaryKind::kMul}, {constant({6}), x}, x);
  EXPECT_TRUE(call.by_row);
  EXPECT_EQ(call.in_place_input, 1);
  EXPECT_EQ(number(call, "count"), 6);
  EXPECT_EQ(number(call, "outer_rank"), 1);
  EXPECT_THAT(kinds(call),
              ElementsAre(ArgKind::kLayer, ArgKind::kInputData,
                          ArgKind::kInputRow, ArgKind::kOutputRow));
}

TEST(LowerBinary, BroadcastsImagesWhole) {
  const Tensor x = image(DataType::kInt8, {1, 4, 5, 6});
  const Tensor gate = image(DataType::kInt8, {1, 1, 1, 6});
  const KernelCall call = lowered(Binary{BinaryKind::kMul}, {x, gate}, x);
  EXPECT_FALSE(call.by_row);
  EXPECT_EQ(call.in_place_input, 0);
  EXPECT_EQ(number(call, "count"), 6);
}

TEST(LowerUnary, LooksUpInt8) {
  const Tensor x = image(DataType::kInt8, {1, 4, 5, 6});
  const KernelCall call = lowered(Unary{UnaryKind::kTanh}, {x}, x);
  EXPECT_EQ(call.function, "lookup_s8");
  EXPECT_TRUE(call.by_row);
  EXPECT_EQ(std::get<FlashArray>(call.fields[1].value).bytes.size(), 256U);
}

TEST(LowerQuantize, WidensOutOfPlace) {
  const KernelCall call = lowered(Quantize{}, {image(DataType::kInt8, {3, 7})},
                                  image(DataType::kInt16, {3, 7}));
  EXPECT_EQ(call.function, "requantize_tensor");
  EXPECT_FALSE(call.by_row);
  EXPECT_EQ(call.in_place_input, -1);
  EXPECT_EQ(number(call, "count"), 21);
}

TEST(LowerPool2d, CallsManyImagesWholeWithScratch) {
  Pool2d pool;
  pool.window.height = 2;
  const KernelCall row = lowered(pool, {image(DataType::kInt8, {1, 4, 5, 6})},
                                 image(DataType::kInt8, {1, 3, 5, 6}));
  EXPECT_TRUE(row.by_row);
  EXPECT_EQ(row.scratch_bytes, 0);
  EXPECT_THAT(kinds(row), ElementsAre(ArgKind::kLayer, ArgKind::kInputWindow,
                                      ArgKind::kOutputRow));
  const KernelCall whole = lowered(pool, {image(DataType::kInt8, {2, 4, 5, 6})},
                                   image(DataType::kInt8, {2, 3, 5, 6}));
  EXPECT_FALSE(whole.by_row);
  EXPECT_EQ(whole.scratch_bytes, 16);
  EXPECT_EQ(number(whole, "images"), 2);
}

}  // namespace
}  // namespace firefly
