// SPDX-License-Identifier: Apache-2.0
#include "data/synthesis/parameters.h"

namespace firefly {
namespace {

void declare_speech(Keys& keys, SynthesisParameters& speech) {
  keys.texts(
      {"keywords", "", "classes to speak: the word, or \"class=what to say\""},
      speech.keywords);
  keys.texts(
      {"negatives", "",
       "other words and sentences, for the class unknown and for babble; \"\": "
       "background alone"},
      speech.negatives);
  keys.text({"unknown", "", "the class of the negatives"}, speech.unknown);
  keys.texts(
      {"languages", "",
       "of espeak-ng, as \"en\", \"en-us\", \"ar\": each speaks in turn"},
      speech.languages);
  keys.texts(
      {"voices", "",
       "variants of espeak-ng, as \"f2\", and flite's people, who speak "
       "English: flite-awb, flite-kal16, flite-rms, flite-slt; each is a "
       "group"},
      speech.voices);
  keys.integer({"count", "", "recordings of each keyword"}, speech.count, 0,
               100000);
  keys.integer({"negative_count", "", "recordings of each negative"},
               speech.negative_count, 0, 100000);
  keys.integer({"min_words_per_minute", "1/min", "slowest speech"},
               speech.min_words_per_minute, 80, 450);
  keys.integer({"max_words_per_minute", "1/min", "fastest speech"},
               speech.max_words_per_minute, 80, 450);
  keys.integer({"min_pitch", "", "deepest, of 0 to 100"}, speech.min_pitch, 0,
               100);
  keys.integer({"max_pitch", "", "highest"}, speech.max_pitch, 0, 100);
  keys.integer({"min_pitch_range", "", "flattest melody, of 0 to 100"},
               speech.min_pitch_range, 0, 100);
  keys.integer({"max_pitch_range", "", "liveliest melody"},
               speech.max_pitch_range, 0, 100);
  keys.number({"clip_ms", "ms",
               "length of a recording, the word anywhere in it; longer where "
               "the word is"},
              speech.clip_ms, 0, 60000);
}

}  // namespace

void declare(Keys& keys, SynthesisParameters& parameters) {
  declare_speech(keys, parameters);
  keys.number({"room_probability", "", "of speaking in a synthetic room"},
              parameters.room_probability, 0, 1);
  keys.number({"room_max_s", "s", "longest reverberation time of the rooms"},
              parameters.room_max_s, 0.05, 2);
  keys.texts({"noises", "", "backgrounds to make: white, pink, hum, babble"},
             parameters.noises);
  keys.number({"noise_seconds", "s", "of each background"},
              parameters.noise_seconds, 1, 3600);
  keys.number({"noise_probability", "", "of speaking over one of them"},
              parameters.noise_probability, 0, 1);
  keys.number(
      {"noise_min_snr_db", "dB", "speech over noise at the loudest noise"},
      parameters.noise_min_snr_db, -30, 60);
  keys.number(
      {"noise_max_snr_db", "dB", "speech over noise at the softest noise"},
      parameters.noise_max_snr_db, -30, 60);
  keys.flag({"alone", "",
             "train on these recordings alone; those of [data] are the test"},
            parameters.alone);
  keys.integer({"seed", "", "another number, other recordings"},
               parameters.seed, 0, 1 << 30);
}

}  // namespace firefly
