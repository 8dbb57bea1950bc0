// SPDX-License-Identifier: Apache-2.0
//
// From samples to scores: emitted pipelines on emulated boards, against the
// front end and the reference interpreter on the host.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "compiler/passes/testing/graph_builder.h"
#include "emulator/deploy.h"
#include "frontends/testing/keys.h"
#include "graph/interpreter.h"
#include "project/detector.h"
#include "project/pipeline_source.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

/// A front end with a network behind it.
struct Sample {
  Project project;  ///< Its task and events.
  SensorFormat sensor;
  std::unique_ptr<FrontEnd> front_end;
  Graph graph;
  int rows = 0;
  int hop_rows = 0;
  Streaming streaming = Streaming::kNone;  ///< What becomes of it.
};

/// Two convolutions over time without margins, so that a window can slide.
Graph network(const FeatureFormat& format, int rows) {
  testing::GraphBuilder builder(7);
  const TensorId x = builder.input({1, rows, format.width, format.channels},
                                   {format.scale, format.zero_point});
  const TensorId a = builder.conv2d(x, 6, 3, {});
  const TensorId b = builder.conv2d(a, 5, 1, {});
  const TensorId y = builder.fully_connected(b, 4);
  return builder.build({y});
}

Graph series_network(const FeatureFormat& format, int rows, int outputs) {
  testing::GraphBuilder builder(8);
  const TensorId x = builder.input({1, rows, 1, format.channels},
                                   {format.scale, format.zero_point});
  return builder.build({builder.fully_connected(x, outputs)});
}

/// A classifier's events; steps are 10 ms.
Sample classifier() {
  Sample sample;
  sample.project.events.threshold = 0.5;
  sample.project.events.average_ms = 20;
  sample.project.events.suppression_ms = 30;
  return sample;
}

Sample sound(Streaming streaming, int hop_rows) {
  Sample sample = classifier();
  sample.sensor = {16000, 1, 0, 0};
  sample.front_end = testing::made("log-mel", {}, sample.sensor);
  sample.rows = 9;
  sample.hop_rows = hop_rows;
  sample.streaming = streaming;
  sample.graph = network(sample.front_end->format(), sample.rows);
  return sample;
}

Sample motion() {
  Sample sample = classifier();
  sample.sensor = {50, 3, 0, 0};
  sample.front_end = testing::made("raw", {}, sample.sensor);
  sample.rows = 25;
  sample.hop_rows = 10;
  sample.graph = series_network(sample.front_end->format(), sample.rows, 5);
  return sample;
}

/// With margins in time, which a window takes along.
Sample margins() {
  Sample sample = motion();
  sample.hop_rows = 4;
  sample.streaming = Streaming::kMoving;
  const FeatureFormat format = sample.front_end->format();
  testing::GraphBuilder builder(9);
  Conv2d conv;
  conv.window.height = 5;
  conv.window.stride_h = 2;
  conv.window.margins = {2, 2, 0, 0};
  const TensorId x = builder.input({1, sample.rows, 1, format.channels},
                                   {format.scale, format.zero_point});
  const TensorId a = builder.conv2d(x, 6, 1, conv);
  sample.graph = builder.build({builder.fully_connected(a, 5)});
  return sample;
}

/// Asleep most of the time: a step is 10 samples.
Sample gated() {
  Sample sample = motion();
  sample.project.gate.kind = GateKind::kActivity;
  sample.project.gate.level_db = -35;
  sample.project.gate.hold_ms = 10;
  sample.project.events.threshold = 0;
  return sample;
}

/// The same with as many outputs as inputs.
Sample anomalies(AnomalyThreshold threshold) {
  Sample sample = motion();
  sample.project.model.task = trainer::Task::kReconstruct;
  AnomalyParameters& anomaly = sample.project.events.anomaly;
  anomaly.threshold = threshold;
  anomaly.warm_up_s = 0.05;
  anomaly.deviations = 0.25;
  anomaly.quantile = 0.5;
  anomaly.least_margin_db = 0;
  anomaly.hysteresis_db = 0;
  anomaly.least_count = 1;
  anomaly.suppression_ms = 20;
  sample.graph = series_network(sample.front_end->format(), sample.rows, 75);
  return sample;
}

std::vector<int16_t> noise(size_t values) {
  std::mt19937 random(5);
  std::vector<int16_t> signal(values);
  int level = 0;
  for (int16_t& value : signal) {
    level += static_cast<int>(random() % 4001) - 2000 - level / 16;
    value = static_cast<int16_t>(std::clamp(level, -32768, 32767));
  }
  return signal;
}

/// Scores of every inference over `signal`.
std::vector<Bytes> expected_scores(Sample& sample,
                                   const std::vector<int16_t>& signal) {
  const std::vector<int8_t> rows =
      rows_of(*sample.front_end, sample.sensor, signal);
  const auto row = static_cast<size_t>(sample.front_end->format().row_size());
  const size_t window = row * static_cast<size_t>(sample.rows);
  Interpreter interpreter(sample.graph);
  std::vector<Bytes> scores;
  for (size_t at = 0; at + window <= rows.size();
       at += row * static_cast<size_t>(sample.hop_rows)) {
    std::memcpy(interpreter.input(0).data(), rows.data() + at, window);
    interpreter.invoke();
    const auto output = interpreter.output(0);
    scores.emplace_back(output.begin(), output.end());
  }
  return scores;
}

void expect_same_scores(Sample sample, const Board& board) {
  EmitOptions options;
  options.source = "test";
  options.board = board.name;
  options.isa = *find_isa(board.isa);
  options.streaming = sample.streaming == Streaming::kNone
                          ? Streaming::kNone
                          : Streaming::kSliding;
  options.hop_rows =
      options.streaming == Streaming::kNone ? 0 : sample.hop_rows;
  const CompiledModel model = compile_model(sample.graph, options);
  ASSERT_EQ(model.plan.streaming, sample.streaming);
  const auto classes = static_cast<size_t>(
      element_count(sample.graph.tensor(sample.graph.outputs.front())));
  Expected<DetectorDesign> detector = DetectorDesign::make(
      sample.project, sample.graph,
      std::vector<std::string>(classes, "no \"word\""), 10);
  ASSERT_TRUE(detector.ok()) << detector.error().message;
  sample.project.sensor.channels = sample.sensor.channels;
  const Expected<GateDesign> gate =
      GateDesign::make(sample.project.gate, sample.project.sensor, 10);
  ASSERT_TRUE(gate.ok()) << gate.error().message;
  const PipelineDesign design = {"two words",
                                 sample.sensor,
                                 sample.front_end->format(),
                                 sample.front_end->device(),
                                 sample.rows,
                                 sample.hop_rows,
                                 detector->names(),
                                 detector->device(),
                                 gate->device(),
                                 nullptr};
  const auto chunk = static_cast<size_t>(pipeline_chunk_samples(design)) *
                     static_cast<size_t>(sample.sensor.channels);
  constexpr size_t kChunks = 24;
  std::vector<int16_t> signal = noise(kChunks * chunk);
  for (size_t i = 0; i < signal.size() && gate->is_there(); ++i) {
    // Quiet and loud in turn, five chunks each.
    signal[i] = static_cast<int16_t>(i / chunk / 5 % 2 == 0 ? signal[i] / 64
                                                            : signal[i]);
  }
  std::vector<Bytes> inputs(kChunks);
  for (size_t i = 0; i < kChunks; ++i) {
    inputs[i].resize(chunk * sizeof(int16_t));
    std::memcpy(inputs[i].data(), signal.data() + i * chunk, inputs[i].size());
  }
  const Expected<Deployment> deployment =
      deploy(emit_pipeline_test(model, design), board, inputs, {});
  ASSERT_TRUE(deployment.ok()) << deployment.error().message;
  const std::vector<int8_t> rows =
      rows_of(*sample.front_end, sample.sensor, signal);
  const size_t hop = static_cast<size_t>(design.features.row_size()) *
                     static_cast<size_t>(sample.hop_rows);
  const std::vector<GateStep> steps = gate->steps(
      signal, design.features, {0, 0, sample.rows, sample.hop_rows});
  const std::vector<Bytes> expected = expected_scores(sample, signal);
  size_t step = 0;
  int events = 0;
  int asleep = 0;
  for (size_t i = 0; i < kChunks; ++i) {
    const Bytes& output = deployment->run.invokes.at(i).outputs.at(0);
    PipelineResult result;
    ASSERT_GT(output.size(), sizeof result);
    std::memcpy(&result, output.data(), sizeof result);
    EXPECT_GT(result.ram_bytes, static_cast<uint32_t>(model.emitted.ram_bytes));
    ASSERT_LE(result.inferences, 1U);
    // The end of the first window.
    const int64_t samples =
        design.features.frame_samples +
        int64_t{design.features.hop_samples} *
            (sample.rows - 1 + static_cast<int64_t>(step) * sample.hop_rows);
    if (samples >
        static_cast<int64_t>((i + 1) * chunk) / sample.sensor.channels) {
      EXPECT_EQ(result.inferences, 0U);
      continue;
    }
    const bool is_open = steps.empty() || steps.at(step).is_open;
    EXPECT_EQ(result.inferences, is_open ? 1U : 0U) << step;
    if (!steps.empty()) {
      EXPECT_EQ(result.level, steps[step].level);
    }
    if (is_open) {
      const Bytes newest(output.begin() + sizeof result, output.end());
      EXPECT_EQ(newest, expected.at(step)) << step;
      const DetectorDesign::Decision said = {
          {result.event_class, result.event_score}, result.threshold};
      EXPECT_EQ(said, detector->push(rows.data() + step * hop,
                                     {newest.begin(), newest.end()}))
          << step;
      events += result.event_class == events::kNoClass ? 0 : 1;
    } else {
      detector->pause();
      ++asleep;
    }
    ++step;
  }
  EXPECT_EQ(step, expected.size());
  EXPECT_GT(step, 10U);
  EXPECT_GT(events, 0);
  EXPECT_EQ(asleep > 3, gate->is_there());
}

class Pipelines : public ::testing::TestWithParam<std::string> {};

TEST_P(Pipelines, ComputeWhatTheHostComputes) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  {
    SCOPED_TRACE("motion");
    expect_same_scores(motion(), board);
  }
  {
    SCOPED_TRACE("gated");
    expect_same_scores(gated(), board);
  }
  {
    SCOPED_TRACE("anomalies, deviation");
    expect_same_scores(anomalies(AnomalyThreshold::kDeviation), board);
  }
  {
    SCOPED_TRACE("anomalies, quantile");
    expect_same_scores(anomalies(AnomalyThreshold::kQuantile), board);
  }
  {
    SCOPED_TRACE("sound");
    expect_same_scores(sound(Streaming::kNone, 4), board);
  }
  for (const int hop_rows : {1, 3}) {
    SCOPED_TRACE("sound, sliding");
    expect_same_scores(sound(Streaming::kSliding, hop_rows), board);
  }
  SCOPED_TRACE("motion, with margins");
  expect_same_scores(margins(), board);
}

INSTANTIATE_TEST_SUITE_P(OnBoards, Pipelines,
                         ::testing::Values("cortex-m0", "cortex-m4",
                                           "cortex-m55", "rv32"),
                         test_name<std::string>);

}  // namespace
}  // namespace firefly
