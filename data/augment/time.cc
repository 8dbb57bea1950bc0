// SPDX-License-Identifier: Apache-2.0
#include "data/augment/time.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

namespace firefly {
namespace {

// The parts that four neighbours have in a value between the middle two.
std::array<float, 4> catmull_rom(double t) {
  const double t2 = t * t;
  const double t3 = t2 * t;
  return {static_cast<float>(0.5 * (-t3 + 2 * t2 - t)),
          static_cast<float>(0.5 * (3 * t3 - 5 * t2 + 2)),
          static_cast<float>(0.5 * (-3 * t3 + 4 * t2 + t)),
          static_cast<float>(0.5 * (t3 - t2))};
}

// Where `wanted`, of the length of a frame, is most alike in `samples`, within
// `reach` of `around`. Eight places at a time: their sums depend on nothing but
// themselves, and a processor adds eight at once.
int64_t most_alike(std::span<const float> samples, int64_t around,
                   int64_t reach, std::span<const float> wanted) {
  constexpr int64_t kStep = 2;  // A coarse search hears no difference.
  constexpr size_t kAtOnce = 8;
  const auto size = static_cast<int64_t>(wanted.size());
  const int64_t last = static_cast<int64_t>(samples.size()) - size;
  const int64_t begin = std::max<int64_t>(0, around - reach);
  const int64_t end = std::min(last, around + reach);
  int64_t best = std::clamp<int64_t>(around, 0, last);
  if (begin > end) {
    return best;
  }
  const auto places = static_cast<size_t>((end - begin) / kStep + 1);
  const auto taps = static_cast<size_t>((size + 1) / kStep);
  std::vector<float> thin(places + taps + kAtOnce);
  for (size_t i = 0; i + 1 < places + taps; ++i) {
    thin[i] = samples[static_cast<size_t>(begin) + kStep * i];
  }
  float best_score = -std::numeric_limits<float>::infinity();
  for (size_t place = 0; place < places; place += kAtOnce) {
    std::array<float, kAtOnce> scores{};
    for (size_t i = 0; i < taps; ++i) {
      const float tap = wanted[kStep * i];
      const float* const heard = &thin[place + i];
      for (size_t k = 0; k < kAtOnce; ++k) {
        scores[k] += heard[k] * tap;
      }
    }
    for (size_t k = 0; k < std::min(kAtOnce, places - place); ++k) {
      if (scores[k] > best_score) {
        best_score = scores[k];
        best = begin + kStep * static_cast<int64_t>(place + k);
      }
    }
  }
  return best;
}

// The same sounds in `factor` of the time, their pitch unchanged.
std::vector<float> stretch(std::span<const float> samples, double rate_hz,
                           double factor) {
  constexpr double kFrameSeconds = 0.03;
  const auto hop = static_cast<int64_t>(rate_hz * kFrameSeconds / 2);
  const int64_t frame = 2 * hop;
  const auto size = static_cast<int64_t>(samples.size());
  const auto wanted = static_cast<int64_t>(static_cast<double>(size) * factor);
  std::vector<float> result(static_cast<size_t>(wanted + frame));
  if (hop < 1 || size < 2 * frame) {
    return {samples.begin(), samples.end()};
  }
  std::vector<float> window(static_cast<size_t>(frame));
  for (int64_t i = 0; i < frame; ++i) {
    window[static_cast<size_t>(i)] = static_cast<float>(
        0.5 - 0.5 * std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) /
                             static_cast<double>(hop)));
  }
  int64_t source = 0;
  for (int64_t at = 0; at < wanted; at += hop) {
    const auto around = static_cast<int64_t>(static_cast<double>(at) / factor);
    if (at > 0) {
      // What would have come next must go on smoothly.
      const int64_t next = std::min(source + hop, size - frame);
      source = most_alike(samples, around, hop / 2,
                          samples.subspan(static_cast<size_t>(next),
                                          static_cast<size_t>(frame)));
    }
    for (int64_t i = 0; i < frame; ++i) {
      result[static_cast<size_t>(at + i)] +=
          window[static_cast<size_t>(i)] *
          samples[static_cast<size_t>(source + i)];
    }
  }
  result.resize(static_cast<size_t>(wanted));
  return result;
}

}  // namespace

Signal warp(const Signal& signal, const std::vector<double>& positions,
            bool hold) {
  const auto channels = static_cast<size_t>(signal.channels);
  const int64_t samples = signal.samples();
  Signal result = signal;
  result.values.assign(positions.size() * channels, 0.0F);
  for (size_t i = 0; i < positions.size(); ++i) {
    const double position =
        hold ? std::clamp(positions[i], 0.0, static_cast<double>(samples - 1))
             : positions[i];
    if (!(position > -1 && position < static_cast<double>(samples))) {
      continue;
    }
    const auto cut = static_cast<int64_t>(position);
    const int64_t floor = static_cast<double>(cut) > position ? cut - 1 : cut;
    const std::array<float, 4> weights =
        catmull_rom(position - static_cast<double>(floor));
    if (floor >= 1 && floor + 2 < samples) {
      const float* const near =
          &signal.values[static_cast<size_t>(floor - 1) * channels];
      for (size_t c = 0; c < channels; ++c) {
        result.values[i * channels + c] = weights[0] * near[c] +
                                          weights[1] * near[channels + c] +
                                          weights[2] * near[2 * channels + c] +
                                          weights[3] * near[3 * channels + c];
      }
      continue;
    }
    for (int64_t k = 0; k < 4; ++k) {
      int64_t at = floor + k - 1;
      if (hold) {
        at = std::clamp<int64_t>(at, 0, samples - 1);
      } else if (at < 0 || at >= samples) {
        continue;
      }
      const float* const source =
          signal.values.data() + static_cast<size_t>(at) * channels;
      for (size_t c = 0; c < channels; ++c) {
        result.values[i * channels + c] +=
            weights[static_cast<size_t>(k)] * source[c];
      }
    }
  }
  return result;
}

Signal change_speed(const Signal& signal, double factor) {
  const auto samples = static_cast<size_t>(signal.samples());
  const double middle = (static_cast<double>(samples) - 1) / 2;
  std::vector<double> positions(samples);
  for (size_t i = 0; i < samples; ++i) {
    positions[i] = middle + (static_cast<double>(i) - middle) * factor;
  }
  return warp(signal, positions, false);
}

Signal change_pitch(const Signal& signal, double factor) {
  if (signal.channels != 1 || signal.values.empty()) {
    return signal;
  }
  // Stretched first, so that nothing falls off the ends when it is sped up.
  Signal longer = signal;
  longer.values = stretch(signal.values, signal.rate_hz, factor);
  const auto samples = static_cast<size_t>(signal.samples());
  const double ratio =
      static_cast<double>(longer.values.size()) / static_cast<double>(samples);
  std::vector<double> positions(samples);
  for (size_t i = 0; i < samples; ++i) {
    positions[i] = static_cast<double>(i) * ratio;
  }
  return warp(longer, positions, false);
}

Signal shift(const Signal& signal, double samples, bool hold) {
  const auto channels = static_cast<size_t>(signal.channels);
  const int64_t count = signal.samples();
  const auto whole = static_cast<int64_t>(std::round(samples));
  Signal result = signal;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t at = std::clamp<int64_t>(i - whole, 0, count - 1);
    const bool is_outside = at != i - whole && !hold;
    for (size_t c = 0; c < channels; ++c) {
      result.values[static_cast<size_t>(i) * channels + c] =
          is_outside ? 0.0F
                     : signal.values[static_cast<size_t>(at) * channels + c];
    }
  }
  return result;
}

Signal warp_time(const Signal& signal, double amount, Random& random) {
  constexpr size_t kStretches = 5;
  const auto samples = static_cast<size_t>(signal.samples());
  // Speeds at knots, straight lines between them; then the whole is brought to
  // its old length, so only the course of time inside changes.
  std::array<double, kStretches> speeds{};
  for (double& speed : speeds) {
    speed = 1 + random.between(-amount, amount);
  }
  std::vector<double> positions(samples);
  double position = 0;
  for (size_t i = 0; i < samples; ++i) {
    positions[i] = position;
    const double knot = static_cast<double>(i) * (kStretches - 1) /
                        static_cast<double>(samples);
    const auto left = std::min(static_cast<size_t>(knot), kStretches - 2);
    const double weight = knot - static_cast<double>(left);
    position += speeds[left] + weight * (speeds[left + 1] - speeds[left]);
  }
  const double end = samples > 1 ? positions.back() : 1;
  for (double& at : positions) {
    at *= static_cast<double>(samples - 1) / end;
  }
  return warp(signal, positions, true);
}

}  // namespace firefly
