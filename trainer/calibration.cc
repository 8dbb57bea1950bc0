// SPDX-License-Identifier: Apache-2.0
#include "trainer/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "trainer/rounding.h"

namespace firefly::trainer {
namespace {

// Candidate ranges that the search for the least error tries.
constexpr int kCandidates = 100;

double count_of(const Histogram& histogram) {
  return static_cast<double>(std::accumulate(
      histogram.counts.begin(), histogram.counts.end(), int64_t{0}));
}

// Leaves `outside` of the values below and as many above.
Range inner(const Histogram& histogram, double outside) {
  const double spared = count_of(histogram) * outside;
  const float width =
      (histogram.range.high - histogram.range.low) / Histogram::kBins;
  size_t low = 0;
  size_t high = histogram.counts.size();
  double below = 0;
  double above = 0;
  while (low + 1 < high &&
         below + static_cast<double>(histogram.counts[low]) <= spared) {
    below += static_cast<double>(histogram.counts[low++]);
  }
  while (low + 1 < high &&
         above + static_cast<double>(histogram.counts[high - 1]) <= spared) {
    above += static_cast<double>(histogram.counts[--high]);
  }
  return {histogram.range.low + static_cast<float>(low) * width,
          histogram.range.low + static_cast<float>(high) * width};
}

double squared_error(const Histogram& histogram, Range range) {
  const Affine affine = affine_of(range);
  double sum = 0;
  for (size_t bin = 0; bin < histogram.counts.size(); ++bin) {
    if (histogram.counts[bin] == 0) {
      continue;
    }
    const float value = histogram.centre(bin);
    const float q = std::clamp(std::nearbyint(value / affine.scale) +
                                   static_cast<float>(affine.zero_point),
                               -128.0F, 127.0F);
    const double error = static_cast<double>(
        affine.scale * (q - static_cast<float>(affine.zero_point)) - value);
    sum += error * error * static_cast<double>(histogram.counts[bin]);
  }
  return sum;
}

// Both ends move towards 0 together.
Range least_error(const Histogram& histogram) {
  Range best = histogram.range;
  double least = std::numeric_limits<double>::infinity();
  for (int i = kCandidates; i > 0; --i) {
    const float share = static_cast<float>(i) / kCandidates;
    const Range range{histogram.range.low * share,
                      histogram.range.high * share};
    const double error = squared_error(histogram, range);
    if (error < least) {
      least = error;
      best = range;
    }
  }
  return best;
}

std::vector<Range> extremes(Engine& engine, const Network& network,
                            const Values& values, const Selection& examples) {
  // 0 always counts: margins are filled with it.
  std::vector<Range> ranges(network.layers.size());
  engine.observe(values, nullptr, examples, Engine::Moment::kOutput,
                 [&](int layer, const float* seen, size_t size) {
                   Range& range = ranges[static_cast<size_t>(layer)];
                   const auto [low, high] =
                       std::minmax_element(seen, seen + size);
                   range.low = std::min(range.low, *low);
                   range.high = std::max(range.high, *high);
                 });
  return ranges;
}

}  // namespace

float Histogram::centre(size_t bin) const {
  return range.low +
         (range.high - range.low) * (static_cast<float>(bin) + 0.5F) / kBins;
}

Range calibrated(const Histogram& histogram, CalibrationKind kind,
                 double percentile) {
  switch (kind) {
    case CalibrationKind::kPercentile:
      return inner(histogram, 1 - percentile / 100);
    case CalibrationKind::kMse:
      return least_error(histogram);
    case CalibrationKind::kMinMax:
      break;
  }
  return histogram.range;
}

std::vector<Range> calibrate(Engine& engine, const Network& network,
                             const Values& values, const Selection& examples,
                             const QuantizationParameters& how) {
  std::vector<Range> ranges = extremes(engine, network, values, examples);
  if (how.calibration == CalibrationKind::kMinMax) {
    return ranges;
  }
  std::vector<Histogram> histograms(ranges.size());
  for (size_t i = 0; i < ranges.size(); ++i) {
    histograms[i] = {ranges[i], std::vector<int64_t>(Histogram::kBins)};
  }
  engine.observe(
      values, nullptr, examples, Engine::Moment::kOutput,
      [&](int layer, const float* seen, size_t size) {
        Histogram& histogram = histograms[static_cast<size_t>(layer)];
        const float low = histogram.range.low;
        const float bins =
            Histogram::kBins / std::max(histogram.range.high - low, 1e-30F);
        for (size_t i = 0; i < size; ++i) {
          const int bin = static_cast<int>((seen[i] - low) * bins);
          ++histogram.counts[static_cast<size_t>(
              std::clamp(bin, 0, Histogram::kBins - 1))];
        }
      });
  for (size_t i = 0; i < ranges.size(); ++i) {
    ranges[i] = calibrated(histograms[i], how.calibration, how.percentile);
  }
  return ranges;
}

}  // namespace firefly::trainer
