// SPDX-License-Identifier: Apache-2.0
#include "data/synthesis/noise.h"

#include <array>
#include <cmath>
#include <numbers>

namespace firefly {
namespace {

std::vector<float> at_level(std::vector<float> values) {
  constexpr double kRms = 0.1;
  double squares = 0;
  for (const float value : values) {
    squares += double{value} * double{value};
  }
  if (squares > 0) {
    const auto gain = static_cast<float>(
        kRms / std::sqrt(squares / static_cast<double>(values.size())));
    for (float& value : values) {
      value *= gain;
    }
  }
  return values;
}

}  // namespace

std::vector<float> white_noise(size_t samples, Random& random) {
  std::vector<float> values(samples);
  for (float& value : values) {
    value = static_cast<float>(random.normal());
  }
  return at_level(std::move(values));
}

std::vector<float> pink_noise(size_t samples, Random& random) {
  // A sum of white noises, each held twice as long as the one before (Voss and
  // McCartney).
  constexpr size_t kRows = 11;
  std::array<double, kRows> rows{};
  for (double& row : rows) {
    row = random.normal();
  }
  std::vector<float> values(samples);
  for (size_t i = 0; i < samples; ++i) {
    size_t row = 0;
    while (row + 1 < kRows && ((i >> row) & 1) == 1) {
      ++row;
    }
    rows[row] = random.normal();
    double sum = random.normal();
    for (const double value : rows) {
      sum += value;
    }
    values[i] = static_cast<float>(sum);
  }
  return at_level(std::move(values));
}

std::vector<float> hum(size_t samples, double rate_hz, Random& random) {
  constexpr size_t kOvertones = 8;
  const double mains_hz = random.chance(0.5) ? 50 : 60;
  std::array<double, kOvertones> strengths{};
  std::array<double, kOvertones> phases{};
  for (size_t k = 0; k < kOvertones; ++k) {
    strengths[k] = random.fraction() / static_cast<double>(k + 1);
    phases[k] = random.between(0, 2 * std::numbers::pi);
  }
  const double drift_hz = random.between(0.05, 0.5);
  const double depth = random.between(0, 0.5);
  std::vector<float> values(samples);
  for (size_t i = 0; i < samples; ++i) {
    const double time = static_cast<double>(i) / rate_hz;
    double sum = 0;
    for (size_t k = 0; k < kOvertones; ++k) {
      sum += strengths[k] * std::sin(2 * std::numbers::pi * mains_hz *
                                         static_cast<double>(k + 1) * time +
                                     phases[k]);
    }
    sum *= 1 + depth * std::sin(2 * std::numbers::pi * drift_hz * time);
    values[i] = static_cast<float>(sum);
  }
  return at_level(std::move(values));
}

std::vector<float> babble(size_t samples,
                          const std::vector<std::vector<float>>& voices,
                          Random& random) {
  constexpr int kSpeakers = 6;
  std::vector<float> values(samples);
  for (int speaker = 0; speaker < kSpeakers; ++speaker) {
    const auto loudness = static_cast<float>(random.between(0.3, 1));
    size_t at = 0;
    while (at < samples) {
      const std::vector<float>& voice = voices[random.index(voices.size())];
      // Each speaker starts in the middle of a word.
      size_t from = at == 0 && !voice.empty() ? random.index(voice.size()) : 0;
      for (; from < voice.size() && at < samples; ++from, ++at) {
        values[at] += loudness * voice[from];
      }
      at += voice.empty() ? 1 : 0;
    }
  }
  return at_level(std::move(values));
}

}  // namespace firefly
