// SPDX-License-Identifier: Apache-2.0
//
// Every quick kernel of every instruction set on random operators, against the
// reference, byte for byte: odd sizes, extreme zero points, scales and biases.
#include "host/step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "graph/evaluate/one_op.h"
#include "host/constants.h"
#include "host/testing/all_kernels.h"

namespace firefly::host {
namespace {

using firefly::testing::absent;
using firefly::testing::OneOp;
using firefly::testing::output_of;
using firefly::testing::tensor_of;

class RandomOp {
 public:
  explicit RandomOp(unsigned seed) : random_(seed) {}

  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  bool one_in(int32_t n) { return between(1, n) == 1; }

  /// Mostly ordinary, sometimes at an end of the range.
  Quantization quantization() {
    const float scale = std::ldexp(static_cast<float>(between(100, 200)),
                                   one_in(6) ? between(-25, -1) : -11);
    const int32_t zero_point = one_in(4)   ? -128
                               : one_in(4) ? 127
                                           : between(-128, 127);
    return {{scale}, {zero_point}, 0};
  }

  std::vector<int8_t> bytes(const Shape& shape) {
    std::vector<int8_t> values(static_cast<size_t>(element_count(shape)));
    // A single value everywhere makes the largest sums.
    const bool extreme = one_in(8);
    const auto same = static_cast<int8_t>(one_in(2) ? -128 : 127);
    for (int8_t& value : values) {
      value = extreme ? same : static_cast<int8_t>(between(-128, 127));
    }
    return values;
  }

  Tensor input(const Shape& shape) {
    return tensor_of(shape, bytes(shape), quantization());
  }

  /// A scale a channel, some channels without weights.
  Tensor weights(const Shape& shape, int axis) {
    std::vector<int8_t> values = bytes(shape);
    const int32_t channels = shape[static_cast<size_t>(axis)];
    Quantization q;
    q.axis = axis;
    for (int32_t channel = 0; channel < channels; ++channel) {
      q.scale.push_back(std::ldexp(static_cast<float>(between(100, 200)),
                                   one_in(4) ? between(-32, -6) : -17));
      q.zero_point.push_back(0);
      if (one_in(8)) {
        clear(values, shape, axis, channel);
      }
    }
    return tensor_of(shape, values, q);
  }

  Tensor bias(int32_t channels) {
    if (one_in(5)) {
      return absent();
    }
    const int32_t largest = 1 << between(4, 24);
    std::vector<int32_t> values;
    for (int32_t i = 0; i < channels; ++i) {
      values.push_back(between(-largest, largest));
    }
    return tensor_of<int32_t>({channels}, values);
  }

  Activation activation() { return static_cast<Activation>(between(0, 3)); }

 private:
  static void clear(std::vector<int8_t>& values, const Shape& shape, int axis,
                    int32_t channel) {
    const auto inner = static_cast<size_t>(
        element_count(Shape(shape.begin() + axis + 1, shape.end())));
    for (size_t i = 0; i < values.size(); ++i) {
      const auto at =
          i / inner % static_cast<size_t>(shape[static_cast<size_t>(axis)]);
      if (at == static_cast<size_t>(channel)) {
        values[i] = 0;
      }
    }
  }

  std::mt19937 random_;
};

/// Places of a window along one dimension of the input.
struct Extent {
  int32_t input = 1;
  int32_t kernel = 1;
  int32_t stride = 1;
  int32_t dilation = 1;
  int32_t before = 0;
  int32_t output = 1;
};

Extent random_extent(RandomOp& random, bool dilated) {
  Extent e;
  e.kernel = random.between(1, 5);
  e.stride = random.one_in(3) ? random.between(2, 3) : 1;
  e.dilation = dilated && random.one_in(4) ? random.between(2, 3) : 1;
  const int32_t reach = (e.kernel - 1) * e.dilation + 1;
  e.before = random.between(0, e.kernel - 1);
  const int32_t after = random.between(0, e.kernel - 1);
  e.input = std::max(random.between(1, 12), reach - e.before - after);
  e.output = (e.input + e.before + after - reach) / e.stride + 1;
  return e;
}

Window window_of(const Extent& y, const Extent& x) {
  Window window;
  window.height = y.kernel;
  window.width = x.kernel;
  window.stride_h = y.stride;
  window.stride_w = x.stride;
  window.dilation_h = y.dilation;
  window.dilation_w = x.dilation;
  window.margins = {y.before, 0, x.before, 0};
  return window;
}

/// The number of kernels that computed the operator, each the same bytes.
int expect_reference(OneOp one) {
  const std::vector<uint8_t*> memory = one.memory();
  evaluate(Operands{.graph = one.graph(), .op = one.op(), .memory = memory});
  const auto expected = one.output<int8_t>();
  int count = 0;
  for (const Kernels* kernels : all_kernels()) {
    const auto step = make_step(one.graph(), one.op(), *kernels);
    if (step == nullptr) {
      continue;
    }
    ++count;
    Tensor& output = one.graph().tensor(one.op().outputs[0]);
    std::fill(output.data.begin(), output.data.end(), uint8_t{0x55});
    Aligned<uint8_t> scratch(step->scratch_bytes());
    std::fill(scratch.begin(), scratch.end(), uint8_t{0xa5});
    step->run({memory, scratch.data()});
    EXPECT_EQ(one.output<int8_t>(), expected)
        << kernels->name << ": " << describe(one.op()) << " of "
        << to_string(one.graph().tensor(one.op().inputs[0]).shape);
  }
  return count;
}

constexpr unsigned kCases = 400;
/// Of the cases, at least this part is not left to the reference.
constexpr int kLeast = 300;

int least_runs() { return kLeast * static_cast<int>(all_kernels().size()); }

TEST(HostStep, ConvolutionsEqualTheReference) {
  int runs = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    RandomOp random(seed);
    const Extent y = random_extent(random, true);
    const Extent x = random_extent(random, true);
    const int32_t groups = random.one_in(5) ? random.between(2, 4) : 1;
    const int32_t depth = random.between(1, random.one_in(4) ? 70 : 9);
    const int32_t outputs = random.between(1, random.one_in(3) ? 140 : 20);
    const Shape image = {random.between(1, 2), y.input, x.input,
                         depth * groups};
    const int32_t channels = outputs * groups;
    runs += expect_reference(
        {Conv2d{window_of(y, x), random.activation()},
         {random.input(image),
          random.weights({channels, y.kernel, x.kernel, depth}, 0),
          random.bias(channels)},
         output_of<int8_t>({image[0], y.output, x.output, channels},
                           random.quantization())});
  }
  EXPECT_GE(runs, least_runs());
}

TEST(HostStep, DepthwiseConvolutionsEqualTheReference) {
  int runs = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    RandomOp random(seed);
    const Extent y = random_extent(random, true);
    const Extent x = random_extent(random, true);
    const int32_t multiplier = random.one_in(4) ? random.between(2, 5) : 1;
    const Shape image = {random.between(1, 2), y.input, x.input,
                         random.between(1, random.one_in(3) ? 140 : 20)};
    const int32_t channels = image[3] * multiplier;
    runs += expect_reference(
        {DepthwiseConv2d{window_of(y, x), multiplier, random.activation()},
         {random.input(image),
          random.weights({1, y.kernel, x.kernel, channels}, 3),
          random.bias(channels)},
         output_of<int8_t>({image[0], y.output, x.output, channels},
                           random.quantization())});
  }
  EXPECT_GE(runs, least_runs());
}

TEST(HostStep, FullyConnectedLayersEqualTheReference) {
  int runs = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    RandomOp random(seed);
    const Shape x = {random.between(1, 20), random.between(1, 300)};
    const int32_t channels = random.between(1, 150);
    runs += expect_reference(
        {FullyConnected{random.activation(), false},
         {random.input(x), random.weights({channels, x[1]}, 0),
          random.bias(channels)},
         output_of<int8_t>({x[0], channels}, random.quantization())});
  }
  EXPECT_GE(runs, least_runs());
}

TEST(HostStep, SumsAndProductsEqualTheReference) {
  int runs = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    RandomOp random(seed);
    const Shape shape = {random.between(1, 3), random.between(1, 5),
                         random.between(1, 70)};
    Shape other = shape;
    if (random.one_in(3)) {
      other[static_cast<size_t>(random.between(0, 2))] = 1;
    }
    const BinaryKind kind = random.one_in(3)   ? BinaryKind::kMul
                            : random.one_in(3) ? BinaryKind::kSub
                                               : BinaryKind::kAdd;
    std::vector<Tensor> operands = {random.input(shape), random.input(other)};
    if (random.one_in(2)) {
      std::swap(operands[0], operands[1]);
    }
    runs +=
        expect_reference({Binary{kind, random.activation(), false}, operands,
                          output_of<int8_t>(shape, random.quantization())});
  }
  EXPECT_GE(runs, least_runs() / 2);
}

TEST(HostStep, PoolsEqualTheReference) {
  int runs = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    RandomOp random(seed);
    const Extent y = random_extent(random, false);
    const Extent x = random_extent(random, false);
    const Tensor image = random.input(
        {random.between(1, 2), y.input, x.input, random.between(1, 140)});
    const PoolKind kind =
        random.one_in(2) ? PoolKind::kAverage : PoolKind::kMax;
    runs += expect_reference(
        {Pool2d{kind, window_of(y, x), random.activation()},
         {image},
         output_of<int8_t>({image.shape[0], y.output, x.output, image.shape[3]},
                           image.quantization)});
  }
  EXPECT_GE(runs, least_runs());
}

TEST(HostStep, MeansAndSumsOverPixelsEqualTheReference) {
  int runs = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    RandomOp random(seed);
    const Shape shape = {random.between(1, 3), random.between(1, 9),
                         random.between(1, 9), random.between(1, 140)};
    const ReduceKind kind =
        random.one_in(3) ? ReduceKind::kSum : ReduceKind::kMean;
    runs += expect_reference(
        {Reduce{kind, {1, 2}, true},
         {random.input(shape)},
         output_of<int8_t>({shape[0], 1, 1, shape[3]}, random.quantization())});
  }
  EXPECT_GE(runs, least_runs());
}

TEST(HostStep, SoftmaxEqualsTheReference) {
  for (unsigned seed = 0; seed < kCases; ++seed) {
    RandomOp random(seed);
    const Shape shape = {random.between(1, 5), random.between(1, 40)};
    EXPECT_GT(
        expect_reference({Softmax{random.one_in(4) ? 0.3F : 1.0F},
                          {random.input(shape)},
                          output_of<int8_t>(shape, {{1.0F / 256}, {-128}, 0})}),
        0);
  }
}

TEST(HostStep, FunctionsOfAByteEqualTheReference) {
  for (unsigned seed = 0; seed < kCases / 4; ++seed) {
    RandomOp random(seed);
    for (const UnaryKind kind :
         {UnaryKind::kRelu, UnaryKind::kLeakyRelu, UnaryKind::kHardSwish,
          UnaryKind::kLogistic, UnaryKind::kTanh}) {
      EXPECT_GT(expect_reference(
                    {Unary{kind, 0.1F},
                     {random.input({2, 300})},
                     output_of<int8_t>({2, 300}, random.quantization())}),
                0);
    }
    EXPECT_GT(expect_reference({Quantize{},
                                {random.input({7})},
                                output_of<int8_t>({7}, random.quantization())}),
              0);
  }
}

TEST(HostStep, LeavesToTheReferenceWhatItHasNoKernelFor) {
  const Tensor x = tensor_of<float>({4}, {1, 2, 3, 4});
  OneOp one{Unary{UnaryKind::kRelu, 0.0F}, {x}, output_of<float>({4})};
  EXPECT_EQ(make_step(one.graph(), one.op(), best_kernels()), nullptr);
}

}  // namespace
}  // namespace firefly::host
