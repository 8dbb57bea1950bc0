// SPDX-License-Identifier: Apache-2.0
//
// Two synthesisers: espeak-ng, a hundred languages by rules, and flite, four
// people's voices for English.
//
// espeak-ng 1.51 carries state from one utterance to the next (the phase of a
// voice's flutter) and can not be started twice in a process. So it runs in
// workers, processes of their own, and each utterance in a child of a worker
// that has just been started: it depends on nothing that was said before.
#include "data/synthesis/speech.h"

#include <espeak-ng/speak_lib.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>

#include "data/parallel.h"
#include "data/resample.h"
#include "data/synthesis/flite_speech.h"

namespace firefly {
namespace {

/// What a child sends for its utterance, before the samples.
struct Answer {
  enum Code : int32_t { kSaid, kNoStart, kNoLanguage, kNoVoice, kNotSaid };
  int32_t code = kNotSaid;
  uint32_t samples = 0;
};

struct Spoken {
  Answer answer;
  std::vector<int16_t> samples;
};

bool write_all(int file, const void* data, size_t size) {
  const auto* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = write(file, bytes, size);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    bytes += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

bool read_all(int file, void* data, size_t size) {
  auto* bytes = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t got = read(file, bytes, size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return false;
    }
    bytes += got;
    size -= static_cast<size_t>(got);
  }
  return true;
}

int take_samples(short* samples, int count, espeak_EVENT* events) {
  if (samples != nullptr && count > 0) {
    auto* const spoken = static_cast<std::vector<int16_t>*>(events->user_data);
    spoken->insert(spoken->end(), samples, samples + count);
  }
  return 0;
}

// An unknown variant is ignored by espeak-ng; here it is an error.
bool has_voice(const std::string& voice) {
  if (is_flite_voice(voice)) {
    const std::vector<std::string> voices = flite_voices();
    return std::find(voices.begin(), voices.end(), voice) != voices.end();
  }
  const char* path = nullptr;
  espeak_Info(&path);
  std::error_code error;
  return voice.find('/') == std::string::npos && path != nullptr &&
         std::filesystem::exists(
             std::filesystem::path(path) / "voices" / "!v" / voice, error);
}

// In a child, after espeak-ng has been started.
Spoken say(const Utterance& utterance) {
  Spoken spoken;
  if (!has_voice(utterance.voice)) {
    spoken.answer.code = Answer::kNoVoice;
    return spoken;
  }
  if (is_flite_voice(utterance.voice)) {
    spoken.samples = speak_with_flite(utterance);
    spoken.answer = {Answer::kSaid,
                     static_cast<uint32_t>(spoken.samples.size())};
    return spoken;
  }
  const std::string name = utterance.language + "+" + utterance.voice;
  if (espeak_SetVoiceByName(name.c_str()) != EE_OK) {
    spoken.answer.code = Answer::kNoLanguage;
    return spoken;
  }
  std::srand(1);  // For the breath of some voices.
  espeak_SetParameter(espeakRATE, utterance.words_per_minute, 0);
  espeak_SetParameter(espeakPITCH, utterance.pitch, 0);
  espeak_SetParameter(espeakRANGE, utterance.pitch_range, 0);
  const espeak_ERROR error = espeak_Synth(
      utterance.text.c_str(), utterance.text.size() + 1, 0, POS_CHARACTER, 0,
      espeakCHARS_UTF8, nullptr, &spoken.samples);
  spoken.answer.code = error == EE_OK ? Answer::kSaid : Answer::kNotSaid;
  spoken.answer.samples = static_cast<uint32_t>(spoken.samples.size());
  return spoken;
}

bool start_espeak() {
  const int rate_hz = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr,
                                        espeakINITIALIZE_DONT_EXIT);
  espeak_SetSynthCallback(take_samples);
  return rate_hz == static_cast<int>(kSpeechRateHz);
}

// The whole life of a worker: every `step`-th utterance from `first` on.
void work(const std::vector<Utterance>& utterances, size_t first, size_t step,
          int out) {
  const bool is_started = start_espeak();
  for (size_t i = first; i < utterances.size(); i += step) {
    const pid_t child = fork();
    if (child == 0) {
      Spoken spoken;
      spoken.answer.code = Answer::kNoStart;
      spoken = is_started ? say(utterances[i]) : spoken;
      const bool is_sent =
          write_all(out, &spoken.answer, sizeof spoken.answer) &&
          write_all(out, spoken.samples.data(),
                    spoken.samples.size() * sizeof(int16_t));
      _exit(is_sent ? 0 : 1);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
      _exit(1);
    }
  }
  _exit(0);
}

struct Worker {
  pid_t process = -1;
  int in = -1;  ///< What it sends.
};

// Forks, so no thread of ours may run yet: the worker would inherit the locks
// that it holds.
Worker start_worker(const std::vector<Utterance>& utterances, size_t first,
                    size_t step) {
  int ends[2];
  if (pipe(ends) != 0) {
    return {};
  }
  const Worker worker{fork(), ends[0]};
  if (worker.process == 0) {
    close(ends[0]);
    work(utterances, first, step, ends[1]);
  }
  close(ends[1]);
  return worker;
}

// Takes what a worker sends; utterances it did not get to stay unsaid.
void hear(const Worker& worker, size_t first, size_t step,
          std::vector<Spoken>& spoken) {
  for (size_t i = first; worker.process > 0 && i < spoken.size(); i += step) {
    Spoken one;
    if (!read_all(worker.in, &one.answer, sizeof one.answer)) {
      break;
    }
    one.samples.resize(one.answer.samples);
    if (!read_all(worker.in, one.samples.data(),
                  one.samples.size() * sizeof(int16_t))) {
      break;
    }
    spoken[i] = std::move(one);
  }
  if (worker.in >= 0) {
    close(worker.in);
  }
  int status = 0;
  if (worker.process > 0) {
    waitpid(worker.process, &status, 0);
  }
}

Error refusal(const Utterance& utterance, int32_t code) {
  switch (code) {
    case Answer::kNoStart:
      return {ErrorCode::kFailed,
              "espeak-ng does not start: install espeak-ng-data"};
    case Answer::kNoLanguage:
      return {ErrorCode::kUsage,
              fmt::format("languages in [synthesis]: espeak-ng has no '{}'; "
                          "`espeak-ng --voices` lists them",
                          utterance.language)};
    case Answer::kNoVoice:
      return {ErrorCode::kUsage,
              fmt::format("voices in [synthesis]: espeak-ng has no '{}'; "
                          "`espeak-ng --voices=variant` lists them, and there "
                          "are {}",
                          utterance.voice, fmt::join(flite_voices(), ", "))};
    default:
      return {ErrorCode::kFailed,
              fmt::format("espeak-ng failed to say '{}' as {}+{}",
                          utterance.text, utterance.language, utterance.voice)};
  }
}

}  // namespace

Expected<std::vector<std::vector<float>>> speak(
    const std::vector<Utterance>& utterances) {
  std::vector<Spoken> spoken(utterances.size());
  const size_t step = std::min<size_t>(
      utterances.size(), std::max(1U, std::thread::hardware_concurrency()));
  std::vector<Worker> workers;
  for (size_t i = 0; i < step; ++i) {
    workers.push_back(start_worker(utterances, i, step));
  }
  for_each_in_parallel(workers.size(),
                       [&](size_t i) { hear(workers[i], i, step, spoken); });
  std::vector<std::vector<float>> sounds;
  for (size_t i = 0; i < spoken.size(); ++i) {
    if (spoken[i].answer.code != Answer::kSaid) {
      return refusal(utterances[i], spoken[i].answer.code);
    }
    Signal signal;
    for (const int16_t sample : spoken[i].samples) {
      signal.values.push_back(static_cast<float>(sample) / 32768);
    }
    if (is_flite_voice(utterances[i].voice) && !signal.values.empty()) {
      signal.rate_hz = kFliteRateHz;
      FIREFLY_CHECK(resample(signal, kSpeechRateHz));
    }
    sounds.push_back(std::move(signal.values));
  }
  return sounds;
}

}  // namespace firefly
