// SPDX-License-Identifier: Apache-2.0
#include "data/synthesis/keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "data/augment/noise_mix.h"
#include "data/augment/room.h"
#include "data/hash.h"
#include "data/parallel.h"
#include "data/random.h"
#include "data/resample.h"
#include "data/synthesis/noise.h"
#include "data/synthesis/speech.h"

namespace firefly {
namespace {

/// A recording to be: its words, and what its draws start from.
struct Plan {
  Utterance utterance;
  std::string label;
  uint64_t text_hash = 0;
  int index = 0;
};

uint64_t hash_of(const std::string& text) {
  return static_cast<uint64_t>(fraction_of(text) * 0x1p52);
}

Utterance draw_utterance(const SynthesisParameters& p, const std::string& text,
                         int index, Random& random) {
  Utterance utterance;
  utterance.text = text;
  utterance.language =
      p.languages[static_cast<size_t>(index) % p.languages.size()];
  utterance.voice = p.voices[random.index(p.voices.size())];
  const auto draw = [&](int low, int high) {
    return low + static_cast<int>(
                     random.index(static_cast<uint64_t>(high - low + 1)));
  };
  utterance.words_per_minute =
      draw(p.min_words_per_minute, p.max_words_per_minute);
  utterance.pitch = draw(p.min_pitch, p.max_pitch);
  utterance.pitch_range = draw(p.min_pitch_range, p.max_pitch_range);
  return utterance;
}

void add_plans(const SynthesisParameters& p, const std::string& text,
               const std::string& label, int count, std::vector<Plan>& plans) {
  const uint64_t hash = hash_of(text);
  for (int i = 0; i < count; ++i) {
    Random random(p.seed, hash, i);
    plans.push_back({draw_utterance(p, text, i, random), label, hash, i});
  }
}

// Without the silence that espeak-ng puts at both ends.
std::vector<float> trim(const std::vector<float>& sound) {
  constexpr float kAudible = 0.005F;
  const auto is_audible = [](float value) {
    return std::abs(value) > kAudible;
  };
  const auto begin = std::find_if(sound.begin(), sound.end(), is_audible);
  const auto end =
      std::find_if(sound.rbegin(), sound.rend(), is_audible).base();
  return begin < end ? std::vector<float>(begin, end) : std::vector<float>();
}

Signal at_rate(std::vector<float> sound, double rate_hz) {
  Signal signal;
  signal.rate_hz = kSpeechRateHz;
  signal.values = std::move(sound);
  FIREFLY_CHECK(resample(signal, rate_hz));
  return signal;
}

// What is heard while nobody speaks.
Signal background(const Signal& noise, size_t samples, Random& random) {
  Signal signal = noise;
  const size_t begin = random.index(noise.values.size());
  signal.values.resize(samples);
  for (size_t i = 0; i < samples; ++i) {
    signal.values[i] = noise.values[(begin + i) % noise.values.size()];
  }
  return signal;
}

// The word somewhere in a clip, in a room, over noise, as loud as people are.
Signal stage(const SynthesisParameters& p, const Plan& plan,
             const std::vector<float>& sound, double rate_hz,
             const std::vector<Recording>& noise) {
  Random random(p.seed, plan.text_hash, plan.index, 1);
  const Signal word = at_rate(trim(sound), rate_hz);
  const auto clip =
      static_cast<size_t>(std::llround(p.clip_ms * 1e-3 * rate_hz));
  Signal signal = word;
  signal.values.assign(std::max(clip, word.values.size()), 0.0F);
  const size_t at = random.index(signal.values.size() - word.values.size() + 1);
  std::copy(word.values.begin(), word.values.end(),
            signal.values.begin() + static_cast<std::ptrdiff_t>(at));
  if (word.values.empty() && !noise.empty()) {
    signal = background(noise[random.index(noise.size())].signal, clip, random);
  }
  if (random.chance(p.room_probability)) {
    const double reverb_s =
        random.between(std::min(0.1, p.room_max_s), p.room_max_s);
    signal = convolve(signal, draw_room(rate_hz, reverb_s, random));
  }
  if (!noise.empty() && random.chance(p.noise_probability)) {
    mix_noise(noise[random.index(noise.size())].signal,
              random.between(p.noise_min_snr_db, p.noise_max_snr_db), signal,
              random);
  }
  float peak = 0;
  for (const float value : signal.values) {
    peak = std::max(peak, std::abs(value));
  }
  const double wanted = std::pow(10.0, random.between(-24, -2) / 20);
  for (float& value : signal.values) {
    value *= peak > 0 ? static_cast<float>(wanted) / peak : 0;
  }
  return signal;
}

// What babble is made of: the negatives, or numbers, which every language has.
Expected<std::vector<std::vector<float>>> speak_for_babble(
    const SynthesisParameters& p, double rate_hz) {
  constexpr int kPhrases = 40;
  std::vector<Utterance> utterances;
  for (int i = 0; i < kPhrases; ++i) {
    Random random(p.seed, i, 2);
    const std::string text =
        p.negatives.empty() ? std::to_string(1000 + random.index(999000))
                            : p.negatives[random.index(p.negatives.size())];
    utterances.push_back(draw_utterance(p, text, i, random));
  }
  auto sounds = speak(utterances);
  FIREFLY_RETURN_IF_ERROR(sounds);
  for_each_in_parallel(sounds->size(), [&](size_t i) {
    std::vector<float>& sound = (*sounds)[i];
    sound = at_rate(std::move(sound), rate_hz).values;
  });
  return sounds;
}

Expected<std::vector<Recording>> make_noises(const SynthesisParameters& p,
                                             double rate_hz) {
  const auto samples =
      static_cast<size_t>(std::llround(p.noise_seconds * rate_hz));
  std::vector<Recording> noises;
  for (const std::string& name : p.noises) {
    Random random(p.seed, hash_of(name));
    Recording recording;
    recording.source = "synthetic/noise/" + name;
    recording.signal.rate_hz = rate_hz;
    std::vector<float>& values = recording.signal.values;
    if (name == "white") {
      values = white_noise(samples, random);
    } else if (name == "pink") {
      values = pink_noise(samples, random);
    } else if (name == "hum") {
      values = hum(samples, rate_hz, random);
    } else if (name == "babble") {
      const auto voices = speak_for_babble(p, rate_hz);
      FIREFLY_RETURN_IF_ERROR(voices);
      values = babble(samples, *voices, random);
    } else {
      return Error{ErrorCode::kUsage,
                   fmt::format("noises in [synthesis]: expected white, pink, "
                               "hum or babble, found '{}'",
                               name)};
    }
    noises.push_back(std::move(recording));
  }
  return noises;
}

Status check(const SynthesisParameters& p, const SensorFormat& sensor) {
  const auto wrong = [](std::string message) {
    return Error{ErrorCode::kUsage, "[synthesis]: " + std::move(message)};
  };
  if (sensor.channels != 1 || sensor.width > 0 || sensor.rate_hz < 4000 ||
      sensor.rate_hz > 192000) {
    return wrong(
        fmt::format("expected a microphone of one channel and 4 to "
                    "192 kHz, the sensor has {} channels at {:g} Hz",
                    sensor.channels, sensor.rate_hz));
  }
  if (p.languages.empty() || p.voices.empty()) {
    return wrong("expected languages and voices, found none");
  }
  const std::tuple<const char*, double, double> ranges[] = {
      {"words_per_minute", p.min_words_per_minute, p.max_words_per_minute},
      {"pitch", p.min_pitch, p.max_pitch},
      {"pitch_range", p.min_pitch_range, p.max_pitch_range}};
  for (const auto& [name, low, high] : ranges) {
    if (low > high) {
      return wrong(
          fmt::format("min_{} is {:g}, max_{} is {:g}: expected no "
                      "less",
                      name, low, name, high));
    }
  }
  return {};
}

}  // namespace

Expected<DataSet> synthesise_keywords(const SynthesisParameters& parameters,
                                      const SensorFormat& sensor) {
  const SynthesisParameters& p = parameters;
  FIREFLY_RETURN_IF_ERROR(check(p, sensor));
  std::vector<Plan> plans;
  DataSet data;
  for (const std::string& keyword : p.keywords) {
    const size_t equals = keyword.find('=');
    const std::string label = keyword.substr(0, equals);
    add_plans(p, keyword.substr(equals + 1), label, p.count, plans);
    if (std::find(data.classes.begin(), data.classes.end(), label) ==
        data.classes.end()) {
      data.classes.push_back(label);
    }
  }
  for (const std::string& negative : p.negatives) {
    add_plans(p, negative, p.unknown, p.negative_count, plans);
  }
  if (!p.negatives.empty() && p.negative_count > 0) {
    data.classes.push_back(p.unknown);
  }
  auto noises = make_noises(p, sensor.rate_hz);
  FIREFLY_RETURN_IF_ERROR(noises);
  data.noise = std::move(*noises);

  std::vector<Utterance> utterances;
  for (const Plan& plan : plans) {
    utterances.push_back(plan.utterance);
  }
  const auto sounds = speak(utterances);
  FIREFLY_RETURN_IF_ERROR(sounds);
  data.recordings.resize(plans.size());
  for_each_in_parallel(plans.size(), [&](size_t i) {
    const Plan& plan = plans[i];
    Recording& recording = data.recordings[i];
    recording.source = fmt::format(
        "synthetic/{}/{}+{}/{}#{}", plan.label, plan.utterance.language,
        plan.utterance.voice, plan.utterance.text, plan.index + 1);
    recording.label = plan.label;
    recording.group = plan.utterance.voice;
    recording.signal = stage(p, plan, (*sounds)[i], sensor.rate_hz, data.noise);
  });
  return data;
}

}  // namespace firefly
