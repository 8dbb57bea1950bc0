// SPDX-License-Identifier: Apache-2.0
#include "data/synthesis/keywords.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "data/split.h"
#include "data/synthesis/noise.h"
#include "data/synthesis/speech.h"

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr SensorFormat kMicrophone{16000, 1, 0, 0};

double power_of(const std::vector<float>& values, size_t begin, size_t end) {
  double sum = 0;
  for (size_t i = begin; i < end; ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  return sum / static_cast<double>(end - begin);
}

TEST(Speech, SoundsTheSameWhateverWasSaidBefore) {
  const Utterance hello{"hello", "en", "f2", 170, 50, 50};
  const Utterance other{"something else", "en", "m3", 150, 40, 50};
  const auto sounds = speak({hello, other, hello, hello, other});
  ASSERT_TRUE(sounds.ok()) << sounds.error().message;
  EXPECT_GT((*sounds)[0].size(), 5000U);
  EXPECT_GT(power_of((*sounds)[0], 0, (*sounds)[0].size()), 1e-4);
  EXPECT_EQ((*sounds)[0], (*sounds)[2]);
  EXPECT_EQ((*sounds)[0], (*sounds)[3]);
  EXPECT_EQ((*sounds)[1], (*sounds)[4]);
  EXPECT_NE((*sounds)[0], (*sounds)[1]);
}

TEST(Speech, SpeaksArabicAndSaysWhatItCanNot) {
  const auto arabic = speak({{"نعم", "ar", "m1", 170, 50, 50}});
  ASSERT_TRUE(arabic.ok()) << arabic.error().message;
  EXPECT_GT((*arabic)[0].size(), 5000U);
  const auto language = speak({{"hi", "klingonese", "m1", 170, 50, 50}});
  ASSERT_FALSE(language.ok());
  EXPECT_THAT(language.error().message, HasSubstr("no 'klingonese'"));
  const auto voice = speak({{"hi", "en", "nobody", 170, 50, 50}});
  ASSERT_FALSE(voice.ok());
  EXPECT_THAT(voice.error().message, HasSubstr("no 'nobody'"));
}

TEST(Speech, SpeaksWithThePeopleOfFlite) {
  const auto sounds = speak({{"computer", "en", "flite-slt", 170, 50, 50},
                             {"computer", "en", "flite-slt", 120, 50, 50},
                             {"computer", "en", "flite-slt", 170, 90, 50},
                             {"computer", "en", "flite-rms", 170, 50, 50},
                             {" ", "en", "flite-slt", 170, 50, 50},
                             {"computer", "ar", "flite-slt", 170, 50, 50}});
  ASSERT_TRUE(sounds.ok()) << sounds.error().message;
  const std::vector<float>& usual = (*sounds)[0];
  EXPECT_GT(power_of(usual, 0, usual.size()), 1e-4);
  EXPECT_NEAR(static_cast<double>((*sounds)[1].size()),
              170.0 / 120 * static_cast<double>(usual.size()), 2000);
  EXPECT_NE((*sounds)[2], usual);
  EXPECT_NE((*sounds)[3], usual);
  EXPECT_TRUE((*sounds)[4].empty());
  EXPECT_EQ((*sounds)[5], usual);
  const auto nobody = speak({{"hi", "en", "flite-nobody", 170, 50, 50}});
  ASSERT_FALSE(nobody.ok());
  EXPECT_THAT(nobody.error().message, HasSubstr("flite-rms"));
}

TEST(Synthesis, MakesADataSet) {
  SynthesisParameters parameters;
  parameters.keywords = {"firefly", "light=turn the light on"};
  parameters.negatives = {"garden", "window"};
  parameters.count = 12;
  parameters.negative_count = 3;
  parameters.noise_seconds = 2;
  const auto data = synthesise_keywords(parameters, kMicrophone);
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_THAT(data->classes, ElementsAre("firefly", "light", "unknown"));
  EXPECT_THAT(data->recordings, SizeIs(30));
  ASSERT_THAT(data->noise, SizeIs(4));
  std::set<std::string> groups;
  for (const Recording& recording : data->recordings) {
    EXPECT_GE(recording.signal.samples(), 16000);
    EXPECT_EQ(recording.signal.rate_hz, 16000);
    EXPECT_GT(power_of(recording.signal.values, 0, 16000), 1e-6);
    groups.insert(recording.group);
  }
  EXPECT_GT(groups.size(), 8U);
  for (const Recording& noise : data->noise) {
    EXPECT_EQ(noise.signal.samples(), 32000) << noise.source;
    EXPECT_NEAR(std::sqrt(power_of(noise.signal.values, 0, 32000)), 0.1, 1e-3);
  }
}

TEST(Synthesis, DependsOnItsSeedAndNotOnOtherKeywords) {
  SynthesisParameters parameters;
  parameters.keywords = {"yes"};
  parameters.count = 4;
  parameters.noises = {"pink"};
  parameters.noise_seconds = 1;
  const auto alone = synthesise_keywords(parameters, kMicrophone);
  parameters.keywords = {"no", "yes"};
  const auto both = synthesise_keywords(parameters, kMicrophone);
  parameters.seed = 1;
  const auto other = synthesise_keywords(parameters, kMicrophone);
  ASSERT_TRUE(alone.ok() && both.ok() && other.ok());
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(alone->recordings[i].signal.values,
              both->recordings[4 + i].signal.values);
    EXPECT_NE(alone->recordings[i].signal.values,
              other->recordings[4 + i].signal.values);
  }
}

TEST(Synthesis, MakesBackgroundAloneWhereNothingIsSaid) {
  SynthesisParameters parameters;
  parameters.negatives = {""};
  parameters.noises = {"pink"};
  parameters.noise_seconds = 2;
  parameters.negative_count = 2;
  parameters.noise_probability = 0;
  parameters.room_probability = 0;
  const auto data = synthesise_keywords(parameters, kMicrophone);
  ASSERT_TRUE(data.ok()) << data.error().message;
  ASSERT_THAT(data->recordings, SizeIs(2));
  for (const Recording& recording : data->recordings) {
    EXPECT_EQ(recording.label, "unknown");
    EXPECT_EQ(recording.signal.samples(), 16000);
    // From its beginning to its end.
    EXPECT_GT(power_of(recording.signal.values, 0, 4000), 1e-6);
    EXPECT_GT(power_of(recording.signal.values, 12000, 16000), 1e-6);
  }
}

TEST(Synthesis, SaysWhatDoesNotGo) {
  SynthesisParameters parameters;
  parameters.keywords = {"yes"};
  EXPECT_THAT(synthesise_keywords(parameters, {50, 3, 0, 0}).error().message,
              HasSubstr("expected a microphone"));
  parameters.noises = {"brown"};
  EXPECT_THAT(synthesise_keywords(parameters, kMicrophone).error().message,
              HasSubstr("found 'brown'"));
  parameters.noises = {};
  parameters.min_pitch = 90;
  EXPECT_THAT(synthesise_keywords(parameters, kMicrophone).error().message,
              HasSubstr("min_pitch is 90, max_pitch is 75"));
}

TEST(Noise, PinkFallsByThreeDecibelsAnOctave) {
  Random random(3);
  const std::vector<float> pink = pink_noise(1 << 16, random);
  // Power of differences over 2^k samples grows slowly with k where a white
  // noise's stays; compare the halves of the spectrum by a running mean.
  std::vector<float> low(pink.size());
  for (size_t i = 16; i < pink.size(); ++i) {
    float sum = 0;
    for (size_t k = 0; k < 16; ++k) {
      sum += pink[i - k];
    }
    low[i] = sum / 16;
  }
  const double share =
      power_of(low, 16, low.size()) / power_of(pink, 16, pink.size());
  EXPECT_GT(share, 0.4);  // White noise keeps 1/16.
  EXPECT_LT(share, 0.8);
}

TEST(Noise, HumRepeatsWithTheMains) {
  Random random(4);
  const std::vector<float> mains = hum(16000, 8000, random);
  double best = 0;
  for (const size_t period : {size_t{160}, size_t{133}}) {
    double product = 0;
    for (size_t i = 0; i + period < 4000; ++i) {
      product += static_cast<double>(mains[i]) *
                 static_cast<double>(mains[i + period]);
    }
    best = std::max(best, product / 4000 / power_of(mains, 0, 4000));
  }
  EXPECT_GT(best, 0.85);
}

}  // namespace
}  // namespace firefly
