// SPDX-License-Identifier: Apache-2.0
#include "project/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "project/parameters.h"
#include "project/project.h"

namespace firefly {
namespace {

using ::testing::HasSubstr;

GateParameters activity(double level_db, double hold_ms) {
  return {GateKind::kActivity, level_db, hold_ms};
}

/// Steps of ten samples at 1 kHz.
std::vector<bool> open_steps(const GateParameters& parameters,
                             const std::vector<int16_t>& samples) {
  SensorParameters sensor;
  sensor.channels = 1;
  const Expected<GateDesign> gate = GateDesign::make(parameters, sensor, 10);
  EXPECT_TRUE(gate.ok());
  FeatureFormat format;
  format.frame_samples = 10;
  format.hop_samples = 10;
  std::vector<bool> open;
  for (const GateStep& step : gate->steps(samples, format, {0, 0, 1, 1})) {
    open.push_back(step.is_open);
  }
  return open;
}

TEST(Gate, OpensWhileThereIsActivityAndHolds) {
  // A standing offset, which is no activity, with a burst in the third step.
  std::vector<int16_t> samples(80, 12000);
  for (size_t i = 20; i < 30; ++i) {
    samples[i] = static_cast<int16_t>(i % 2 == 0 ? 12100 : 11900);
  }
  // Changes of 200 are 44 dB below full scale; the last one, of 100 back to
  // the offset, falls into the step behind and is 10 dB fainter than the mean.
  using Steps = std::vector<bool>;
  EXPECT_EQ(open_steps(activity(-46, 0), samples),
            (Steps{false, false, true, false, false, false, false, false}));
  EXPECT_EQ(open_steps(activity(-46, 20), samples),
            (Steps{false, false, true, true, true, false, false, false}));
  EXPECT_EQ(open_steps(activity(-150, 0), samples),
            (Steps{false, false, true, true, false, false, false, false}));
}

TEST(Gate, TellsTheLevelInDecibels) {
  SensorParameters sensor;
  const Expected<GateDesign> gate =
      GateDesign::make(activity(-50, 0), sensor, 10);
  ASSERT_TRUE(gate.ok());
  std::vector<int16_t> samples(1000);
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<int16_t>(i % 2 == 0 ? 16384 : -16384);
  }
  FeatureFormat format;
  format.frame_samples = 500;
  format.hop_samples = 500;
  const auto steps = gate->steps(samples, format, {0, 0, 1, 1});
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_NEAR(GateDesign::level_db(steps[1].level), 0, 0.01);
  std::fill(samples.begin(), samples.end(), int16_t{-5});
  EXPECT_EQ(
      GateDesign::level_db(gate->steps(samples, format, {0, 0, 1, 1})[0].level),
      -150);
}

TEST(Gate, SaysWhatItCannotDo) {
  SensorParameters camera;
  camera.kind = SensorKind::kCamera;
  const auto of_a_camera = GateDesign::make(activity(-50, 0), camera, 10);
  ASSERT_FALSE(of_a_camera.ok());
  EXPECT_THAT(of_a_camera.error().message, HasSubstr("gate.kind"));
  const auto project = parse_project(
      "[project]\nname = \"x\"\n[gate]\nlevel_db = -40\n", "firefly.toml");
  ASSERT_FALSE(project.ok());
  EXPECT_THAT(project.error().message,
              HasSubstr("gate.level_db: has no effect without gate.kind = "
                        "\"activity\""));
}

std::vector<bool> awake_steps(int delay, int hold,
                              const std::vector<bool>& events) {
  events::WakeTimer::Config config = {delay, hold};
  events::WakeTimer timer;
  timer.init(config);
  std::vector<bool> awake;
  for (const bool has_event : events) {
    awake.push_back(timer.push(has_event));
  }
  return awake;
}

TEST(WakeTimer, CountsFromTheNewestEvent) {
  using Steps = std::vector<bool>;
  const Steps two = {false, true, false, true, false, false, false, false};
  EXPECT_EQ(awake_steps(0, 0, two),
            (Steps{false, true, false, true, false, false, false, false}));
  EXPECT_EQ(awake_steps(0, 2, two),
            (Steps{false, true, true, true, true, true, false, false}));
  EXPECT_EQ(awake_steps(1, 0, two),
            (Steps{false, false, true, false, true, false, false, false}));
  // The second event begins the delay again.
  EXPECT_EQ(awake_steps(2, 1, two),
            (Steps{false, false, false, false, false, true, true, false}));
}

TEST(WakeTimer, SleepsUntilThereIsAnEvent) {
  const std::vector<bool> none(1000, false);
  EXPECT_EQ(awake_steps(3, 900, none), none);
}

}  // namespace
}  // namespace firefly
