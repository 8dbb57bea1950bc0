// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/keys.h"

namespace firefly {

/// The table [synthesis] of a project: recordings that nobody made.
struct SynthesisParameters {
  std::vector<std::string> keywords;
  std::vector<std::string> negatives;
  std::string unknown = "unknown";
  std::vector<std::string> languages = {"en"};
  std::vector<std::string> voices = {
      "f1",      "f2",      "f3",       "f4",     "f5",     "m1",     "m2",
      "m3",      "m4",      "m5",       "m6",     "m7",     "m8",     "Alicia",
      "Andy",    "Annie",   "Denis",    "Gene",   "Jacky",  "Lee",    "Mario",
      "Michael", "belinda", "benjamin", "boris",  "caleb",  "david",  "edward",
      "gustave", "john",    "linda",    "max",    "michel", "pablo",  "paul",
      "quincy",  "rob",     "sandro",   "shelby", "steph",  "travis", "victor"};
  int count = 100;
  int negative_count = 10;
  int min_words_per_minute = 120;
  int max_words_per_minute = 220;
  int min_pitch = 25;
  int max_pitch = 75;
  int min_pitch_range = 20;
  int max_pitch_range = 80;
  double clip_ms = 1000;
  double room_probability = 0.5;
  double room_max_s = 0.4;
  std::vector<std::string> noises = {"white", "pink", "hum", "babble"};
  double noise_seconds = 20;
  double noise_probability = 0.5;
  double noise_min_snr_db = 0;
  double noise_max_snr_db = 30;
  /// Real recordings, where there are some, are for testing only.
  bool alone = false;
  int seed = 0;
};

void declare(Keys& keys, SynthesisParameters& parameters);

}  // namespace firefly
