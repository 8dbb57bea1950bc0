// SPDX-License-Identifier: Apache-2.0
#include "data/synthesis/flite_speech.h"

#include <flite/flite.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

// No header of flite declares its voices.
extern "C" {
cst_voice* register_cmu_us_awb(const char* folder);
cst_voice* register_cmu_us_kal16(const char* folder);
cst_voice* register_cmu_us_rms(const char* folder);
cst_voice* register_cmu_us_slt(const char* folder);
}

namespace firefly {
namespace {

using Register = cst_voice* (*)(const char*);

constexpr std::array<std::pair<const char*, Register>, 4> kVoices{
    {{"flite-awb", register_cmu_us_awb},
     {"flite-kal16", register_cmu_us_kal16},
     {"flite-rms", register_cmu_us_rms},
     {"flite-slt", register_cmu_us_slt}}};

/// Where espeak-ng's scales and flite's factors meet.
constexpr double kUsualWordsPerMinute = 170;
constexpr double kUsualPitch = 50;

bool says_something(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) {
    return c > ' ' && c != '.' && c != ',';
  });
}

}  // namespace

bool is_flite_voice(const std::string& voice) {
  return voice.starts_with("flite-");
}

std::vector<std::string> flite_voices() {
  std::vector<std::string> names;
  for (const auto& [name, make] : kVoices) {
    names.emplace_back(name);
  }
  return names;
}

std::vector<int16_t> speak_with_flite(const Utterance& utterance) {
  const auto* const found = std::find_if(
      kVoices.begin(), kVoices.end(),
      [&](const auto& one) { return one.first == utterance.voice; });
  FIREFLY_CHECK(found != kVoices.end());
  if (!says_something(utterance.text)) {
    return {};
  }
  flite_init();
  cst_voice* const voice = found->second(nullptr);
  feat_set_float(
      voice->features, "duration_stretch",
      static_cast<float>(kUsualWordsPerMinute / utterance.words_per_minute));
  // An octave from the deepest to the highest.
  feat_set_float(
      voice->features, "f0_shift",
      static_cast<float>(std::exp2((utterance.pitch - kUsualPitch) / 100)));
  cst_wave* const wave = flite_text_to_wave(utterance.text.c_str(), voice);
  FIREFLY_CHECK(wave->sample_rate == static_cast<int>(kFliteRateHz) &&
                wave->num_channels == 1);
  std::vector<int16_t> samples(wave->samples,
                               wave->samples + wave->num_samples);
  delete_wave(wave);
  return samples;
}

}  // namespace firefly
