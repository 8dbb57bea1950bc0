// SPDX-License-Identifier: Apache-2.0
#include "frontends/butterworth.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "features/biquad.h"

namespace firefly {
namespace {

using Complex = std::complex<double>;

/// Of the analog low pass with cutoff 1: those with an imaginary part >= 0.
std::vector<Complex> prototype_poles(int order) {
  std::vector<Complex> poles;
  for (int k = 0; k < (order + 1) / 2; ++k) {
    const bool is_real = 2 * k + 1 == order;
    poles.push_back(
        is_real ? Complex(-1)
                : std::polar(1.0, std::numbers::pi * (2 * k + order + 1) /
                                      (2.0 * order)));
  }
  return poles;
}

/// The analog frequency that the bilinear transform brings to `frequency`.
double warped(double frequency) {
  return std::tan(std::numbers::pi * frequency);
}

Complex bilinear(Complex s) { return (1.0 + s) / (1.0 - s); }

double gain(const Biquad& section, Complex z) {
  const Complex w = 1.0 / z;
  return std::abs((section.b0 + section.b1 * w + section.b2 * w * w) /
                  (1.0 + section.a1 * w + section.a2 * w * w));
}

Biquad scaled(Biquad section, double factor) {
  section.b0 *= factor;
  section.b1 *= factor;
  section.b2 *= factor;
  return section;
}

/// Sharp resonances last, so that what they would lift is already damped.
std::vector<Biquad> sorted(std::vector<Biquad> sections) {
  std::sort(sections.begin(), sections.end(),
            [](const Biquad& a, const Biquad& b) { return a.a2 < b.a2; });
  return sections;
}

/// Shares the gain of a band pass between its sections: what any of them gives
/// on has no peak above 1, and the gain of all is 1 at `centre`.
std::vector<Biquad> balanced(std::vector<Biquad> sections, Complex centre) {
  // A peak of the product is near one of the resonances.
  std::vector<Complex> places = {centre};
  for (const Biquad& section : sections) {
    const double cosine = -section.a1 / (2 * std::sqrt(section.a2));
    if (section.a2 > 0 && std::abs(cosine) < 1) {
      places.push_back(std::polar(1.0, std::acos(cosine)));
    }
  }
  std::vector<double> gains(places.size(), 1);
  for (size_t i = 0; i < sections.size(); ++i) {
    double largest = 0;
    for (size_t k = 0; k < places.size(); ++k) {
      gains[k] *= gain(sections[i], places[k]);
      largest = std::max(largest, gains[k]);
    }
    const double factor =
        1 / (i + 1 == sections.size() ? gains.front() : largest);
    sections[i] = scaled(sections[i], factor);
    for (double& g : gains) {
      g *= factor;
    }
  }
  return sections;
}

/// Low pass and high pass differ in the poles and in where the zeros are.
template <class Transform>
std::vector<Biquad> one_edge(int order, double zero, Transform transform) {
  std::vector<Biquad> sections;
  for (const Complex prototype : prototype_poles(order)) {
    const Complex pole = bilinear(transform(prototype));
    const Biquad section =
        prototype.imag() == 0
            ? Biquad{1, -zero, 0, -pole.real(), 0}
            : Biquad{1, -2 * zero, 1, -2 * pole.real(), std::norm(pole)};
    sections.push_back(scaled(section, 1 / gain(section, -zero)));
  }
  return sorted(sections);
}

}  // namespace

std::vector<Biquad> butterworth_low_pass(int order, double cutoff) {
  const double edge = warped(cutoff);
  return one_edge(order, -1, [edge](Complex pole) { return edge * pole; });
}

std::vector<Biquad> butterworth_high_pass(int order, double cutoff) {
  const double edge = warped(cutoff);
  return one_edge(order, 1, [edge](Complex pole) { return edge / pole; });
}

std::vector<Biquad> butterworth_band_pass(int order, double low, double high) {
  const double width = warped(high) - warped(low);
  const double centre = std::sqrt(warped(high) * warped(low));
  std::vector<Biquad> sections;
  for (const Complex prototype : prototype_poles(order)) {
    const Complex half = prototype * width / 2.0;
    const Complex root = std::sqrt(half * half - centre * centre);
    const Complex first = bilinear(half + root);
    const Complex second = bilinear(half - root);
    const auto add = [&](double a1, double a2) {
      sections.push_back({1, 0, -1, a1, a2});
    };
    if (prototype.imag() == 0) {
      add(-(first + second).real(), (first * second).real());
    } else {
      add(-2 * first.real(), std::norm(first));
      add(-2 * second.real(), std::norm(second));
    }
  }
  return balanced(sorted(sections), bilinear(Complex(0, centre)));
}

std::vector<int32_t> quantized_sections(const std::vector<Biquad>& sections) {
  constexpr int kBits = features::BiquadCascade::kCoefficientBits;
  const auto quantized = [](double value) {
    return static_cast<int32_t>(std::lround(std::ldexp(value, kBits)));
  };
  std::vector<int32_t> values;
  for (const Biquad& section : sections) {
    const int32_t a1 = quantized(section.a1);
    const int32_t a2 = quantized(section.a2);
    const int32_t b0 = quantized(section.b0);
    const int32_t b2 = section.b2 == 0 ? 0 : section.b2 > 0 ? b0 : -b0;
    const bool blocks =
        section.b0 + section.b1 + section.b2 < 1e-9 * section.b0;
    const int32_t sum = blocks ? 0 : (1 << kBits) + a1 + a2;
    values.insert(values.end(), {b0, sum - b0 - b2, b2, a1, a2});
  }
  return values;
}

}  // namespace firefly
