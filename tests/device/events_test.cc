// SPDX-License-Identifier: Apache-2.0
//
// runtime/events on emulated boards against the host, byte for byte.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "emulator/firmware.h"
#include "emulator/runner.h"
#include "emulator/temporary_directory.h"
#include "tests/device/events/events_step.h"
#include "tests/device/support.h"

namespace firefly {
namespace {

using events::StepInput;
using events::StepOutput;

/// Scores that wander, and reconstructions that fail at times.
std::vector<StepInput> random_steps(size_t count) {
  std::mt19937 random(3);
  std::vector<StepInput> steps(count);
  int levels[events::kStepClasses] = {};
  for (size_t i = 0; i < count; ++i) {
    for (int c = 0; c < events::kStepClasses; ++c) {
      levels[c] = levels[c] * 7 / 8 + static_cast<int>(random() % 81) - 40;
      steps[i].scores[c] = static_cast<int8_t>(levels[c]);
    }
    for (int k = 0; k < events::kStepValues; ++k) {
      const auto value = static_cast<int>(random() % 200) - 100;
      const int error = static_cast<int>(random() % (i % 40 == 39 ? 90 : 9));
      steps[i].values[k] = static_cast<int8_t>(value);
      steps[i].reconstruction[k] = static_cast<int8_t>(value + error - 20);
    }
    for (int8_t& value : steps[i].centroids) {
      value = static_cast<int8_t>(random());
    }
  }
  return steps;
}

template <class T>
Bytes bytes_of(const T& value) {
  Bytes bytes(sizeof value);
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

class Events : public ::testing::TestWithParam<const char*> {};

TEST_P(Events, AreTheSameOnDevices) {
  const Board board = board_named(GetParam());
  FIREFLY_NEEDS_TOOLS_OF(board);
  const auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory.ok()) << directory.error().message;
  FirmwareSources sources;
  sources.directory = std::filesystem::path(FIREFLY_DEVICE_DIR) / "events";
  sources.name = "events";
  sources.entry = "events_invoke";
  sources.sources = {"events.cc"};
  sources.include_dirs = {FIREFLY_SOURCE_DIR "/runtime"};
  const auto firmware =
      build_firmware(board, sources, directory->path() / "build");
  ASSERT_TRUE(firmware.ok()) << firmware.error().message;

  const std::vector<StepInput> steps = random_steps(300);
  std::vector<Bytes> inputs;
  for (const StepInput& step : steps) {
    inputs.push_back(bytes_of(step));
  }
  const auto run = run_firmware(board, *firmware, inputs, {});
  ASSERT_TRUE(run.ok()) << run.error().message;
  events::EventsStep host = {};
  host.init();
  int events = 0;
  int anomalies = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    StepOutput expected = {};
    host.push(steps[i], &expected);
    ASSERT_EQ(run->invokes[i].outputs[0], bytes_of(expected)) << "step " << i;
    events += expected.event.class_index != events::kNoClass ? 1 : 0;
    anomalies += expected.is_anomaly[0];
  }
  EXPECT_GT(events, 3);
  EXPECT_GT(anomalies, 3);
}

INSTANTIATE_TEST_SUITE_P(All, Events,
                         ::testing::Values("microbit", "cortex-m4",
                                           "cortex-m55", "rv32"),
                         test_name<const char*>);

}  // namespace
}  // namespace firefly
