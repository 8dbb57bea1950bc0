// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>

#include "frontends/front_end.h"
#include "frontends/testing/keys.h"

namespace firefly {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Kinds, AreSortedAndOfAVersion) {
  std::string before;
  for (const FrontEndKind& kind : front_end_kinds()) {
    EXPECT_LT(before, kind.name);
    EXPECT_GE(kind.version, 1);
    EXPECT_FALSE(kind.summary.empty());
    before = kind.name;
  }
}

TEST(Kinds, RefuseAbsurdSensorsWithAMessage) {
  const SensorFormat absurd[] = {
      {0, 1, 0, 0},         {-1, 1, 0, 0},    {kNan, 1, 0, 0},
      {kInfinity, 1, 0, 0}, {16000, 0, 0, 0}, {16000, -3, 0, 0},
      {0, 3, -1, 10},       {0, 0, 10, 10},   {0, 1, 1 << 30, 1 << 30},
      {1e-30, 1, 0, 0},     {1e300, 1, 0, 0},
  };
  for (const FrontEndKind& kind : front_end_kinds()) {
    for (const SensorFormat& sensor : absurd) {
      SCOPED_TRACE(std::string(kind.name) + ' ' +
                   std::to_string(sensor.rate_hz) + " Hz, channels " +
                   std::to_string(sensor.channels) + ", width " +
                   std::to_string(sensor.width));
      const auto front_end = kind.design()->make(sensor);
      // Some take more than others; what is taken has to make sense.
      if (front_end.ok()) {
        EXPECT_GE((*front_end)->format().row_size(), 1);
        EXPECT_GE((*front_end)->format().hop_samples, 1);
      } else {
        EXPECT_FALSE(front_end.error().message.empty());
      }
    }
  }
}

TEST(Kinds, StartAnewAfterAReset) {
  for (const FrontEndKind& kind : front_end_kinds()) {
    SCOPED_TRACE(kind.name);
    for (const SensorFormat& sensor :
         {SensorFormat{16000, 1, 0, 0}, SensorFormat{100, 3, 0, 0},
          SensorFormat{0, 3, 20, 15}}) {
      const auto front_end = kind.design()->make(sensor);
      if (!front_end.ok()) {
        continue;
      }
      const FeatureFormat format = (*front_end)->format();
      std::vector<int16_t> signal;
      const int samples = format.frame_samples + 3 * format.hop_samples;
      for (int i = 0; i < samples * sensor.channels; ++i) {
        signal.push_back(static_cast<int16_t>(i * 37 % 251));
      }
      const auto first = rows_of(**front_end, sensor, signal);
      EXPECT_FALSE(first.empty());
      EXPECT_EQ(first.size() % static_cast<size_t>(format.row_size()), 0U);
      // In the middle of a frame.
      std::vector<int8_t> row(static_cast<size_t>(format.row_size()));
      bool row_is_ready = false;
      (*front_end)
          ->push(
              std::span(signal).first(static_cast<size_t>(7 * sensor.channels)),
              row, row_is_ready);
      EXPECT_EQ(rows_of(**front_end, sensor, signal), first);
    }
  }
}

}  // namespace
}  // namespace firefly
