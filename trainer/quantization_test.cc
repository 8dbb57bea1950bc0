// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic between float and int8.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "trainer/calibration.h"
#include "trainer/correct_bias.h"
#include "trainer/equalize.h"
#include "trainer/export.h"
#include "trainer/fold_batch_norm.h"
#include "trainer/initial_values.h"
#include "trainer/network_builder.h"
#include "trainer/rounding.h"
#include "trainer/testing/waves.h"

namespace firefly::trainer {
namespace {

using ::testing::FloatNear;
using ::testing::Pointwise;
using testing::Waves;

constexpr InputFormat kFormat{{9, 5, 2}, 0.05F, 2};
constexpr size_t kExamples = 40;

Network network_of(Rectifier rectifier) {
  NetworkBuilder net(kFormat);
  net.conv(6, {3, 2, 2, 1}, Padding::kSame, rectifier);
  net.depthwise({3, 3}, Padding::kSame, rectifier);
  net.pointwise(5, rectifier);
  net.dense(3, Rectifier::kNone);
  return *net.finish(Task::kClassify);
}

// Numbers as after a training: nothing is 0 or 1.
Values lively_values(const Network& network) {
  Values values = initial_values(network, 5);
  for (size_t i = 0; i < values.parameters.size(); ++i) {
    values.parameters[i] += 0.1F * std::sin(static_cast<float>(i));
  }
  for (size_t i = 0; i < values.statistics.size(); ++i) {
    values.statistics[i] += 0.3F + 0.2F * std::cos(static_cast<float>(i));
  }
  return values;
}

class Quantization : public ::testing::Test {
 protected:
  Quantization() { std::iota(all_.begin(), all_.end(), size_t{0}); }

  [[nodiscard]] Selection examples() const {
    return {batches_, all_.data(), all_.size()};
  }

  [[nodiscard]] std::vector<float> outputs(const Network& network,
                                           const Values& values,
                                           const Rounding* rounding = nullptr) {
    return (*make_engine(network, 1))
        ->outputs(values, rounding, examples(), {})
        .values;
  }

  Waves batches_{kFormat, 3, kExamples, 1, false};
  std::vector<size_t> all_ = std::vector<size_t>(kExamples);
};

TEST(AffineOf, HoldsZeroExactly) {
  for (const Range range : {Range{-1, 3}, Range{0.5F, 3}, Range{-7, -2},
                            Range{-0.001F, 90}, Range{-4, 4}}) {
    const Affine affine = affine_of(range);
    EXPECT_GE(affine.zero_point, -128);
    EXPECT_LE(affine.zero_point, 127);
    const auto real = [&](int q) {
      return affine.scale * static_cast<float>(q - affine.zero_point);
    };
    EXPECT_NEAR(real(-128), std::min(range.low, 0.0F), affine.scale * 0.51F);
    EXPECT_NEAR(real(127), std::max(range.high, 0.0F), affine.scale * 0.51F);
  }
  EXPECT_EQ(affine_of({0, 6}).zero_point, -128);
  EXPECT_EQ(affine_of({-6, 0}).zero_point, 127);
}

TEST(AffineOf, TakesALayerThatIsAlwaysZero) {
  EXPECT_GT(affine_of({0, 0}).scale, 0);
}

TEST(WeightScale, MakesTheLargest127) {
  const std::vector<float> weights = {0.5F, -2.54F, 1};
  EXPECT_FLOAT_EQ(weight_scale(weights, {}, 1), 0.02F);
}

TEST(WeightScale, LetsTheBiasFit) {
  const std::vector<float> weights = {1e-9F};
  const std::vector<float> bias = {100};
  const float scale = weight_scale(weights, bias, 0.01F);
  EXPECT_LT(100 / (0.01F * scale), 2147483648.0F);
  EXPECT_GT(weight_scale(std::vector<float>{0}, std::vector<float>{0}, 1), 0);
}

TEST_F(Quantization, FoldedBatchNormsComputeTheSame) {
  const Network network = network_of(Rectifier::kRelu6);
  const Values values = lively_values(network);
  const Model folded = fold_batch_norm(network, values);
  EXPECT_TRUE(folded.values.statistics.empty());
  EXPECT_THAT(outputs(folded.network, folded.values),
              Pointwise(FloatNear(2e-4F), outputs(network, values)));
}

TEST_F(Quantization, EqualizedLayersComputeTheSame) {
  for (const Rectifier rectifier : {Rectifier::kRelu, Rectifier::kRelu6}) {
    const Network network = without_batch_norm(network_of(rectifier));
    Values values = lively_values(network);
    const std::vector<float> before = outputs(network, values);
    const Values old = values;
    equalize(network, values);
    EXPECT_THAT(outputs(network, values), Pointwise(FloatNear(2e-4F), before));
    EXPECT_EQ(values.parameters == old.parameters,
              rectifier == Rectifier::kRelu6);
  }
}

TEST_F(Quantization, EqualizedChannelsReachEquallyFar) {
  const Network network = without_batch_norm(network_of(Rectifier::kRelu));
  Values values = lively_values(network);
  const Layout layout = layout_of(network);
  const Place& from = layout.places[0];
  for (size_t i = 0; i < from.fan_in; ++i) {
    values.parameters[weight_index(network.layers[0], from, 2, i)] *= 1000;
  }
  equalize(network, values);
  float given = 0;
  for (size_t i = 0; i < from.fan_in; ++i) {
    given = std::max(
        given,
        std::abs(
            values.parameters[weight_index(network.layers[0], from, 2, i)]));
  }
  float taken = 0;
  const Place& to = layout.places[1];
  for (size_t i = 0; i < to.fan_in; ++i) {
    taken = std::max(
        taken,
        std::abs(values.parameters[weight_index(network.layers[1], to, 2, i)]));
  }
  EXPECT_NEAR(given / taken, 1, 0.1);
}

Histogram bell_with_outliers() {
  Histogram histogram{{-1, 10}, std::vector<int64_t>(Histogram::kBins)};
  for (size_t bin = 0; bin < histogram.counts.size(); ++bin) {
    const double x = static_cast<double>(histogram.centre(bin));
    histogram.counts[bin] = static_cast<int64_t>(1e6 * std::exp(-8 * x * x));
  }
  histogram.counts.back() = 3;
  return histogram;
}

TEST(Calibrated, LeavesOutTheRare) {
  const Histogram histogram = bell_with_outliers();
  const Range all = calibrated(histogram, CalibrationKind::kMinMax, 0);
  EXPECT_EQ(all.low, -1);
  EXPECT_EQ(all.high, 10);
  const Range most = calibrated(histogram, CalibrationKind::kPercentile, 99.9);
  EXPECT_LT(most.high, 1.5F);
  EXPECT_LT(most.low, -0.5F);
  const Range best = calibrated(histogram, CalibrationKind::kMse, 0);
  EXPECT_LT(best.high, 9);
  EXPECT_GT(best.high, 0.5F);
}

TEST(Calibrated, TakesATensorOfZeros) {
  const Histogram histogram{{0, 0}, std::vector<int64_t>(Histogram::kBins, 1)};
  for (const CalibrationKind kind :
       {CalibrationKind::kMinMax, CalibrationKind::kPercentile,
        CalibrationKind::kMse}) {
    const Range range = calibrated(histogram, kind, 99);
    EXPECT_EQ(range.low, 0);
    EXPECT_EQ(range.high, 0);
  }
}

TEST_F(Quantization, RoundedOutputsAreClose) {
  const Network network = without_batch_norm(network_of(Rectifier::kRelu));
  const Values values = lively_values(network);
  const std::unique_ptr<Engine> engine = std::move(*make_engine(network, 1));
  QuantizationParameters how;
  how.calibration = CalibrationKind::kMinMax;
  const std::vector<Range> ranges =
      calibrate(*engine, network, values, examples(), how);
  const Rounding rounding = rounding_of(network, values, ranges);
  const float step = rounding.outputs.back().scale;
  const std::vector<float> found = outputs(network, values, &rounding);
  EXPECT_THAT(found, Pointwise(FloatNear(8 * step), outputs(network, values)));
  // Each is a whole number of steps.
  for (const float value : found) {
    EXPECT_NEAR(std::remainder(value, step), 0, step * 1e-3F);
  }
}

TEST_F(Quantization, CorrectedBiasesTakeOffTheMeanError) {
  const Network network = without_batch_norm(network_of(Rectifier::kRelu));
  const Values values = lively_values(network);
  const std::unique_ptr<Engine> engine = std::move(*make_engine(network, 1));
  const std::vector<Range> ranges(network.layers.size(), Range{-3, 3});
  // The sum of all logits, before they are rounded.
  const auto sum_of = [&](const Values& own, bool rounded) {
    const Rounding rounding = rounding_of(network, own, ranges);
    double sum = 0;
    engine->observe(own, rounded ? &rounding : nullptr, examples(),
                    Engine::Moment::kBeforeRectifier,
                    [&](int layer, const float* seen, size_t size) {
                      if (layer == network.last()) {
                        sum = std::accumulate(seen, seen + size, sum);
                      }
                    });
    return sum;
  };
  Values corrected = values;
  correct_bias(*engine, network, ranges, examples(), corrected);
  const double wanted = sum_of(values, false);
  EXPECT_GT(std::abs(sum_of(values, true) - wanted), 0.1);
  EXPECT_NEAR(sum_of(corrected, true), wanted, 0.01);
}

TEST_F(Quantization, ExportsTheQuantisationOfTheEnds) {
  const Network network = without_batch_norm(network_of(Rectifier::kRelu6));
  const Expected<Graph> graph = to_graph(
      network, lively_values(network),
      std::vector<Range>(network.layers.size(), Range{-1, 5}), "small");
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  EXPECT_EQ(graph->tensor(graph->inputs[0]).scale(), kFormat.scale);
  EXPECT_EQ(graph->tensor(graph->inputs[0]).zero_point(), kFormat.zero_point);
  EXPECT_EQ(graph->tensor(graph->outputs[0]).scale(), 1.0F / 256);
  EXPECT_EQ(graph->tensor(graph->outputs[0]).zero_point(), -128);
}

}  // namespace
}  // namespace firefly::trainer
