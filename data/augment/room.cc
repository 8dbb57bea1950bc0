// SPDX-License-Identifier: Apache-2.0
#include "data/augment/room.h"

#include <kiss_fftr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>

namespace firefly {
namespace {

using Point = std::array<double, 3>;

constexpr double kSoundMetresPerSecond = 343;

/// A shoebox with a source and a microphone in it.
struct Room {
  Point size;
  Point source;
  Point microphone;
  double reflection = 0;  // Of the pressure, at each wall.
};

Room draw_shoebox(double reverb_s, Random& random) {
  constexpr double kFromWall = 0.3;
  Room room;
  room.size = {random.between(2.5, 8), random.between(2.5, 6),
               random.between(2.3, 3.5)};
  for (size_t axis = 0; axis < 3; ++axis) {
    room.source[axis] = random.between(kFromWall, room.size[axis] - kFromWall);
    room.microphone[axis] =
        random.between(kFromWall, room.size[axis] - kFromWall);
  }
  const auto& [x, y, z] = room.size;
  // Eyring: RT60 = 0.161 V / (-S ln(1 - a)), and 1 - a = reflection squared.
  const double volume = x * y * z;
  const double surface = 2 * (x * y + y * z + x * z);
  room.reflection = std::exp(-0.161 * volume / (2 * surface * reverb_s));
  return room;
}

double distance(const Point& a, const Point& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// Along one axis: where the n-th mirror image of the source is, and how often
/// it was mirrored.
struct Mirror {
  double place = 0;
  int reflections = 0;
};

std::vector<Mirror> mirrors_along(double size, double source, double reach) {
  const int count = static_cast<int>(std::ceil(reach / (2 * size)));
  std::vector<Mirror> mirrors;
  for (int n = -count; n <= count; ++n) {
    mirrors.push_back({2 * n * size + source, 2 * std::abs(n)});
    mirrors.push_back({2 * n * size - source, std::abs(n) + std::abs(n - 1)});
  }
  return mirrors;
}

struct Free {
  void operator()(void* memory) const { kiss_fftr_free(memory); }
};
using Transform = std::unique_ptr<kiss_fftr_state, Free>;

/// To a spectrum and back.
struct Transforms {
  Transform forward;
  Transform backward;
};

// Making one takes as long as using it: each thread keeps those that it made.
const Transforms& transforms_of(int size) {
  thread_local std::map<int, Transforms> made;
  Transforms& transforms = made[size];
  if (!transforms.forward) {
    transforms.forward.reset(kiss_fftr_alloc(size, 0, nullptr, nullptr));
    transforms.backward.reset(kiss_fftr_alloc(size, 1, nullptr, nullptr));
  }
  return transforms;
}

int transform_size(size_t samples) {
  int size = 64;
  while (static_cast<size_t>(size) < samples) {
    size *= 2;
  }
  return size;
}

std::vector<kiss_fft_cpx> spectrum_of(const Transform& forward, int size,
                                      std::vector<float> samples) {
  samples.resize(static_cast<size_t>(size));
  std::vector<kiss_fft_cpx> spectrum(static_cast<size_t>(size / 2 + 1));
  kiss_fftr(forward.get(), samples.data(), spectrum.data());
  return spectrum;
}

}  // namespace

std::vector<float> draw_room(double rate_hz, double reverb_s, Random& random) {
  const Room room = draw_shoebox(reverb_s, random);
  const double direct = distance(room.source, room.microphone);
  const auto samples = static_cast<size_t>(reverb_s * rate_hz) + 1;
  const double reach = direct + reverb_s * kSoundMetresPerSecond;
  std::array<std::vector<Mirror>, 3> mirrors;
  for (size_t axis = 0; axis < 3; ++axis) {
    mirrors[axis] = mirrors_along(room.size[axis], room.source[axis], reach);
  }
  // With the sign turned at each wall, as behind a high pass: late images, many
  // a sample, would add up to a constant pressure else.
  std::vector<double> strength = {1};
  const auto after = [&](int reflections) {
    while (static_cast<int>(strength.size()) <= reflections) {
      strength.push_back(-strength.back() * room.reflection);
    }
    return strength[static_cast<size_t>(reflections)];
  };
  std::vector<float> heard(samples);
  for (const Mirror& x : mirrors[0]) {
    for (const Mirror& y : mirrors[1]) {
      for (const Mirror& z : mirrors[2]) {
        const double path =
            distance({x.place, y.place, z.place}, room.microphone);
        const auto at = static_cast<size_t>(std::llround(
            std::max(0.0, path - direct) / kSoundMetresPerSecond * rate_hz));
        if (at < samples) {
          heard[at] += static_cast<float>(
              direct / path *
              after(x.reflections + y.reflections + z.reflections));
        }
      }
    }
  }
  return heard;
}

Signal convolve(const Signal& signal, const std::vector<float>& room) {
  const auto channels = static_cast<size_t>(signal.channels);
  const auto samples = static_cast<size_t>(signal.samples());
  const int size = transform_size(samples + room.size());
  const auto& [forward, backward] = transforms_of(size);
  const std::vector<kiss_fft_cpx> filter = spectrum_of(forward, size, room);
  Signal result = signal;
  std::vector<float> one(samples);
  for (size_t c = 0; c < channels; ++c) {
    for (size_t i = 0; i < samples; ++i) {
      one[i] = signal.values[i * channels + c];
    }
    std::vector<kiss_fft_cpx> spectrum = spectrum_of(forward, size, one);
    for (size_t i = 0; i < spectrum.size(); ++i) {
      const kiss_fft_cpx a = spectrum[i];
      const kiss_fft_cpx b = filter[i];
      spectrum[i] = {a.r * b.r - a.i * b.i, a.r * b.i + a.i * b.r};
    }
    std::vector<float> heard(static_cast<size_t>(size));
    kiss_fftri(backward.get(), spectrum.data(), heard.data());
    for (size_t i = 0; i < samples; ++i) {
      result.values[i * channels + c] = heard[i] / static_cast<float>(size);
    }
  }
  return result;
}

}  // namespace firefly
