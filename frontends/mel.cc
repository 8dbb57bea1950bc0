// SPDX-License-Identifier: Apache-2.0
#include "frontends/mel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace firefly {
namespace {

constexpr int kMaxFilters = 256;

}  // namespace

void declare(Keys& keys, MelParameters& parameters) {
  keys.integer({"filters", "", "triangular filters on the mel scale"},
               parameters.filters, 1, kMaxFilters);
  keys.number({"low_hz", "Hz", "where the first filter begins"},
              parameters.low_hz, 0, 1e6);
  keys.number({"high_hz", "Hz",
               "where the last filter ends; 0 for half the sample rate"},
              parameters.high_hz, 0, 1e6);
}

double mel_of(double hz) { return 1127 * std::log1p(hz / 700); }

Expected<MelDesign> design_mel(const MelParameters& parameters,
                               const SpectrumDesign& spectrum) {
  const double nyquist = spectrum.rate_hz / 2;
  const double high = parameters.high_hz == 0 ? nyquist : parameters.high_hz;
  if (high > nyquist || parameters.low_hz >= high) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("low_hz = {} and high_hz = {}: expected low_hz < "
                             "high_hz, up to half the sample rate, {} Hz",
                             parameters.low_hz, high, nyquist)};
  }
  const double low_mel = mel_of(parameters.low_hz);
  const double width = (mel_of(high) - low_mel) / (parameters.filters + 1);
  MelDesign design;
  int edge = 0;
  for (int bin = 1; bin < spectrum.bins(); ++bin) {
    const double position = (mel_of(spectrum.hz_of(bin)) - low_mel) / width;
    if (position < 0) {
      continue;
    }
    // Bins on an edge belong to what begins there, the last to what ends.
    const int segment = static_cast<int>(std::floor(position));
    for (; edge <= std::min(segment, parameters.filters + 1); ++edge) {
      design.edges.push_back(static_cast<uint16_t>(bin));
    }
    if (segment > parameters.filters) {
      break;
    }
    design.weights.push_back(
        static_cast<uint16_t>(std::lround((position - segment) * 32768)));
  }
  design.edges.resize(static_cast<size_t>(parameters.filters) + 2,
                      static_cast<uint16_t>(spectrum.bins()));
  if (design.weights.empty()) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("no frequency of an FFT of {} points lies between "
                             "low_hz = {} and high_hz = {}: expected a wider "
                             "range or a greater fft_length",
                             spectrum.points(), parameters.low_hz, high)};
  }
  return design;
}

}  // namespace firefly
