// SPDX-License-Identifier: Apache-2.0
#include "frontends/testing/reference_spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

namespace firefly::testing {
namespace {

constexpr double kPi = std::numbers::pi;

double mel_of(double hz) { return 1127.0 * std::log(1.0 + hz / 700.0); }

}  // namespace

std::vector<std::vector<double>> reference_power(
    const ReferenceSpectrum& spectrum, const std::vector<int16_t>& signal) {
  const auto length = static_cast<size_t>(spectrum.frame_length);
  const auto points = static_cast<size_t>(spectrum.fft_length);
  std::vector<std::complex<double>> roots;
  for (size_t i = 0; i < points; ++i) {
    roots.push_back(std::polar(
        1.0, -2 * kPi * static_cast<double>(i) / static_cast<double>(points)));
  }
  std::vector<std::vector<double>> frames;
  for (size_t begin = 0; begin + length <= signal.size();
       begin += static_cast<size_t>(spectrum.hop_length)) {
    std::vector<double> frame;
    for (size_t i = begin; i < begin + length; ++i) {
      const double before = i == 0 ? 0 : signal[i - 1];
      frame.push_back((signal[i] - spectrum.pre_emphasis * before) / 32768 *
                      spectrum.window[i - begin]);
    }
    std::vector<double> power;
    for (size_t k = 0; k <= points / 2; ++k) {
      std::complex<double> sum = 0;
      for (size_t i = 0; i < length; ++i) {
        sum += frame[i] * roots[i * k % points];
      }
      power.push_back(std::norm(sum));
    }
    frames.push_back(std::move(power));
  }
  return frames;
}

std::vector<double> reference_mel(const std::vector<double>& bins, int filters,
                                  double low_hz, double high_hz,
                                  double rate_hz) {
  const double low = mel_of(low_hz);
  const double width = (mel_of(high_hz) - low) / (filters + 1);
  std::vector<double> sums;
  for (int filter = 0; filter < filters; ++filter) {
    const double centre = low + (filter + 1) * width;
    double sum = 0;
    for (size_t k = 1; k < bins.size(); ++k) {
      const double hz = static_cast<double>(k) * rate_hz /
                        (2 * static_cast<double>(bins.size() - 1));
      const double weight = 1 - std::abs(mel_of(hz) - centre) / width;
      sum += std::max(weight, 0.0) * bins[k];
    }
    sums.push_back(sum);
  }
  return sums;
}

std::vector<double> raised_cosine(int length, double mean, double period) {
  std::vector<double> window;
  for (int i = 0; i < length; ++i) {
    window.push_back(mean - (1 - mean) * std::cos(2 * kPi * i / period));
  }
  return window;
}

std::vector<int16_t> test_sound(int samples, double amplitude, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<int16_t> signal;
  double phase = 0;
  for (int i = 0; i < samples; ++i) {
    const double part = static_cast<double>(i) / samples;
    phase += 2 * kPi * (0.005 + 0.2 * part);
    const double tone = 0.6 * std::sin(phase) + 0.2 * std::sin(2 * phase + 1);
    const double noise = static_cast<uint32_t>(random()) / 4294967296.0 - 0.5;
    const bool is_silent = part > 0.45 && part < 0.55;
    const double x = is_silent ? 0 : amplitude * (tone + 0.2 * noise);
    signal.push_back(static_cast<int16_t>(
        std::clamp(std::lround(x * 32767), -32768L, 32767L)));
  }
  return signal;
}

}  // namespace firefly::testing
