// SPDX-License-Identifier: Apache-2.0
#include "events/event_detector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <random>
#include <vector>

#include "events/gate.h"

namespace firefly::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Scores = std::vector<int8_t>;

TEST(ScoreSmoother, AveragesTheNewest) {
  const ScoreSmoother::Config config = {2, 3};
  std::vector<uint64_t> memory(
      static_cast<size_t>(ScoreSmoother::memory_bytes(config) / 8));
  ScoreSmoother smoother;
  smoother.init(config, memory.data());
  const auto averages = [&](int8_t a, int8_t b) {
    const Scores scores = {a, b};
    smoother.push(scores.data());
    return std::vector<int32_t>{smoother.average(0), smoother.average(1)};
  };
  EXPECT_THAT(averages(10, -128), ElementsAre(2560, -32768));
  EXPECT_THAT(averages(11, 0), ElementsAre(2688, -16384));
  EXPECT_THAT(averages(0, 1), ElementsAre(1792, -10838));  // −42.33…
  EXPECT_THAT(averages(127, 127), ElementsAre(11776, 10922));
  smoother.reset();
  EXPECT_THAT(averages(1, 2), ElementsAre(256, 512));
}

TEST(ScoreSmoother, EqualsTheMeanOfAList) {
  const ScoreSmoother::Config config = {1, 7};
  std::vector<uint64_t> memory(
      static_cast<size_t>(ScoreSmoother::memory_bytes(config) / 8));
  ScoreSmoother smoother;
  smoother.init(config, memory.data());
  std::mt19937 random(1);
  std::deque<int8_t> newest;
  for (int i = 0; i < 1000; ++i) {
    const auto score = static_cast<int8_t>(random());
    smoother.push(&score);
    newest.push_back(score);
    if (newest.size() > 7) {
      newest.pop_front();
    }
    double sum = 0;
    for (const int8_t each : newest) {
      sum += each;
    }
    EXPECT_EQ(smoother.average(0),
              std::floor(sum * 256 / static_cast<double>(newest.size())));
  }
}

/// Three classes: silence, which makes no event, and two words.
struct Settings {
  int32_t average = 1;
  int32_t least_count = 1;
  int32_t suppression = 1;
  std::vector<int16_t> thresholds = {kNeverReached, 64 * 256, 64 * 256};
  std::vector<int16_t> releases = {0, 0, 0};
};

struct Found {
  int32_t step;
  int32_t class_index;
  bool operator==(const Found& other) const = default;
};

class Detector {
 public:
  explicit Detector(const Settings& settings)
      : settings_(settings),
        config_{{static_cast<int32_t>(settings.thresholds.size()),
                 settings.average},
                {settings.least_count, settings.suppression},
                settings_.thresholds.data(),
                settings_.releases.data()},
        memory_(static_cast<size_t>(EventDetector::memory_bytes(config_) / 8)) {
    detector_.init(config_, memory_.data());
  }
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;

  Event push(const Scores& scores) { return detector_.push(scores.data()); }
  void reset() { detector_.reset(); }

  std::vector<Found> events(const std::vector<Scores>& steps) {
    std::vector<Found> found;
    for (size_t i = 0; i < steps.size(); ++i) {
      const Event event = push(steps[i]);
      if (event.class_index != kNoClass) {
        found.push_back({static_cast<int32_t>(i), event.class_index});
      }
    }
    return found;
  }

 private:
  Settings settings_;
  EventDetector::Config config_;
  std::vector<uint64_t> memory_;
  EventDetector detector_;
};

const Scores kSilence = {127, -128, -128};
const Scores kYes = {-128, 100, -128};
const Scores kNo = {-128, -128, 100};
const Scores kUnsure = {-30, 50, -60};  // Between release and threshold.

TEST(EventDetector, ReportsAWordOnceUntilItIsGone) {
  Detector detector({});
  EXPECT_THAT(detector.events({kSilence, kYes, kYes, kUnsure, kYes, kSilence,
                               kYes, kSilence}),
              ElementsAre(Found{1, 1}, Found{6, 1}));
}

TEST(EventDetector, ReportsAnotherWordAtOnce) {
  Detector detector({});
  EXPECT_THAT(detector.events({kYes, kNo, kNo, kYes}),
              ElementsAre(Found{0, 1}, Found{1, 2}, Found{3, 1}));
}

TEST(EventDetector, NeverReportsSilence) {
  Detector detector({});
  EXPECT_THAT(detector.events({kSilence, kSilence, kSilence}), IsEmpty());
}

TEST(EventDetector, SilenceInTheLeadHidesAWord) {
  Detector detector({});
  EXPECT_THAT(detector.events({{110, 100, -128}, {90, 100, -128}}),
              ElementsAre(Found{1, 1}));
}

TEST(EventDetector, WaitsForAWordSeenSeveralTimes) {
  Settings settings;
  settings.least_count = 3;
  Detector detector(settings);
  EXPECT_THAT(detector.events({kYes, kYes, kSilence, kYes, kYes, kNo, kYes,
                               kYes, kYes, kYes}),
              ElementsAre(Found{8, 1}));
}

TEST(EventDetector, SuppressesWhatComesTooSoon) {
  Settings settings;
  settings.suppression = 4;
  Detector detector(settings);
  // The second word still is there when the time is over.
  EXPECT_THAT(detector.events(
                  {kYes, kNo, kNo, kNo, kNo, kSilence, kYes, kSilence, kYes}),
              ElementsAre(Found{0, 1}, Found{4, 2}, Found{8, 1}));
}

TEST(EventDetector, HasAThresholdForEachClass) {
  Settings settings;
  settings.thresholds = {kNeverReached, 90 * 256, 101 * 256};
  Detector detector(settings);
  EXPECT_THAT(detector.events({kNo, kYes}), ElementsAre(Found{1, 1}));
}

TEST(EventDetector, TellsTheAveragedScore) {
  Settings settings;
  settings.average = 2;
  Detector detector(settings);
  EXPECT_EQ(detector.push({-128, 91, 0}).score, 91 * 256);
  const Event event = detector.push({-128, 92, 0});
  EXPECT_EQ(event.score, 91 * 256 + 128);
  EXPECT_EQ(event.class_index, kNoClass);  // It was reported before.
}

TEST(EventDetector, ForgetsEventsWithItsScores) {
  Detector detector({});
  const std::vector<Scores> word = {kYes, kYes};
  EXPECT_THAT(detector.events(word), ElementsAre(Found{0, 1}));
  EXPECT_THAT(detector.events(word), IsEmpty());
  detector.reset();
  EXPECT_THAT(detector.events(word), ElementsAre(Found{0, 1}));
}

/// Scores that wander, so that thresholds are crossed often and by a little.
std::vector<Scores> wandering(int steps, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> levels(4, 0);
  std::vector<Scores> all;
  for (int i = 0; i < steps; ++i) {
    Scores& scores = all.emplace_back();
    for (double& level : levels) {
      level = 0.9 * level + static_cast<double>(random() % 161) - 80;
      scores.push_back(static_cast<int8_t>(std::clamp(level, -128.0, 127.0)));
    }
  }
  return all;
}

TEST(EventDetector, KeepsItsPromisesOnAnyScores) {
  int total = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random(seed);
    Settings settings;
    settings.average = static_cast<int32_t>(1 + random() % 5);
    settings.least_count = static_cast<int32_t>(1 + random() % 3);
    settings.suppression = static_cast<int32_t>(random() % 20);
    settings.thresholds = {kNeverReached, 30 * 256, 60 * 256, 45 * 256};
    settings.releases = {0, 10 * 256, -20 * 256, 45 * 256};
    Detector detector(settings);
    const std::vector<Scores> steps = wandering(2000, seed);
    int last = -1000;
    int32_t last_class = kNoClass;
    bool was_released = true;
    for (int i = 0; i < 2000; ++i) {
      // The averages, the slow way.
      std::vector<double> averages(4, 0);
      const int begin = std::max(0, i + 1 - settings.average);
      for (int k = begin; k <= i; ++k) {
        for (size_t c = 0; c < 4; ++c) {
          averages[c] +=
              steps[static_cast<size_t>(k)][c] * 256.0 / (i + 1 - begin);
        }
      }
      if (last_class != kNoClass) {
        const auto held = static_cast<size_t>(last_class);
        was_released |= std::floor(averages[held]) < settings.releases[held];
      }
      const Event event = detector.push(steps[static_cast<size_t>(i)]);
      if (event.class_index == kNoClass) {
        continue;
      }
      ++total;
      const auto found = static_cast<size_t>(event.class_index);
      EXPECT_NE(found, 0U);
      EXPECT_GE(averages[found], settings.thresholds[found]);
      for (const double average : averages) {
        EXPECT_LE(std::floor(average), event.score);
      }
      EXPECT_GE(i - last, settings.suppression);
      EXPECT_TRUE(event.class_index != last_class || was_released);
      last = i;
      last_class = event.class_index;
      was_released = false;
    }
  }
  EXPECT_GT(total, 500);
}

TEST(Gate, StaysOpenAfterTheLastDetection) {
  const Gate::Config config = {50, 2};
  Gate gate;
  gate.init(config);
  std::vector<bool> open;
  for (const int32_t score : {0, 49, 50, 0, 0, 0, 99, 0, 60, 0, 0, 0}) {
    open.push_back(gate.push(score));
  }
  EXPECT_THAT(open, ElementsAre(false, false, true, true, true, false, true,
                                true, true, true, true, false));
}

TEST(Gate, WithoutHoldFollowsTheScore) {
  const Gate::Config config = {1, 0};
  Gate gate;
  gate.init(config);
  EXPECT_TRUE(gate.push(1));
  EXPECT_FALSE(gate.push(0));
  EXPECT_TRUE(gate.push(2));
}

}  // namespace
}  // namespace firefly::events
