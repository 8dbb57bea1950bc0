// SPDX-License-Identifier: Apache-2.0
#include "data/silence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "data/random.h"
#include "data/segments.h"
#include "data/split.h"

namespace firefly {
namespace {

int64_t median_samples(const std::vector<Recording>& recordings) {
  std::vector<int64_t> lengths;
  for (const Recording& recording : recordings) {
    lengths.push_back(recording.signal.samples());
  }
  const auto middle =
      lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

struct Stretch {
  std::string_view split;
  double begin = 0;  // Of the whole.
  double end = 0;
};

// Cuts a piece of noise out of its split's stretch, or what is there of it,
// repeated, where that is too short.
Signal cut_noise(const Recording& noise, const Stretch& stretch,
                 int64_t samples, Random& random) {
  const auto all = static_cast<double>(noise.signal.samples());
  const auto begin = static_cast<int64_t>(std::ceil(stretch.begin * all));
  const auto end = static_cast<int64_t>(std::floor(stretch.end * all));
  const int64_t length = std::min(samples, end - begin);
  if (length <= 0) {
    return {};
  }
  const auto spare = static_cast<uint64_t>(end - begin - length + 1);
  const int64_t from = begin + static_cast<int64_t>(random.index(spare));
  Signal signal = stretch_of(noise, from, from + length).signal;
  const size_t size = signal.values.size();
  const auto wanted =
      static_cast<size_t>(samples) * static_cast<size_t>(signal.channels);
  for (size_t i = size; i < wanted; ++i) {
    signal.values.push_back(signal.values[i - size]);
  }
  // As loud as it was, down to nothing.
  const auto gain = static_cast<float>(random.fraction());
  for (float& value : signal.values) {
    value *= gain;
  }
  return signal;
}

}  // namespace

void add_silence(const DataParameters& parameters, DataSet& data) {
  if (parameters.silence.empty() || data.recordings.empty()) {
    return;
  }
  const bool is_split = parameters.split.rule != SplitRule::kNone;
  const double test = is_split ? parameters.split.test_percent / 100 : 0;
  const double validation =
      is_split ? parameters.split.validation_percent / 100 : 0;
  const double train = std::max(0.0, 1 - test - validation);
  const std::array<Stretch, 3> stretches = {
      {{kTrain, 0, train},
       {kValidation, train, train + validation},
       {kTest, train + validation, 1}}};
  const size_t classes = std::max<size_t>(1, data.classes.size());
  const auto count = static_cast<size_t>(
      std::llround(parameters.silence_percent / 100 *
                   static_cast<double>(data.recordings.size()) /
                   static_cast<double>(classes)));
  const int64_t samples = median_samples(data.recordings);
  Signal nothing = data.recordings.front().signal;
  nothing.values.assign(static_cast<size_t>(samples * nothing.channels), 0.0F);
  for (size_t i = 0; i < count; ++i) {
    Random random(parameters.seed, i);
    const double place =
        (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    const auto stretch =
        std::find_if(stretches.begin(), stretches.end(),
                     [place](const Stretch& one) { return place < one.end; });
    Recording recording;
    recording.source = fmt::format("{}#{}", parameters.silence, i + 1);
    recording.label = parameters.silence;
    recording.group = fmt::format("{}@{}", parameters.silence, stretch->split);
    recording.split = stretch->split;
    if (!data.noise.empty()) {
      const size_t which = random.index(data.noise.size());
      recording.signal =
          cut_noise(data.noise[which], *stretch, samples, random);
    }
    if (recording.signal.values.empty()) {
      recording.signal = nothing;
    }
    data.recordings.push_back(std::move(recording));
  }
  if (data.noise.empty() && count > 0) {
    data.problems.push_back(
        {"",
         fmt::format("the class '{}' is digital silence: there is no noise",
                     parameters.silence),
         "name recordings of backgrounds in noise of [data]", false});
  }
  if (std::find(data.classes.begin(), data.classes.end(), parameters.silence) ==
      data.classes.end()) {
    data.classes.push_back(parameters.silence);
  }
}

}  // namespace firefly
