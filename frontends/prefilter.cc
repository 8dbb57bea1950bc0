// SPDX-License-Identifier: Apache-2.0
#include "frontends/prefilter.h"

#include <fmt/format.h>

#include <string_view>

#include "frontends/butterworth.h"

namespace firefly {
namespace {

constexpr int kAntiAliasOrder = 8;
constexpr double kAntiAliasEdge = 0.7;  // Of the new Nyquist frequency.
// Below, the poles are too close to 1 for coefficients of 29 bits.
constexpr double kLowestEdge = 1e-4;  // Of the rate.

Status check_edge(std::string_view key, double edge_hz, double rate_hz) {
  if (edge_hz >= rate_hz / 2) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("filter.{} is {} Hz, but must be below half the "
                             "rate after decimation, {} Hz: lower it or "
                             "decimate less",
                             key, edge_hz, rate_hz / 2)};
  }
  if (edge_hz < kLowestEdge * rate_hz) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("filter.{} is {} Hz, but must be at least {} Hz, "
                             "1/10000 of the rate after decimation: raise it "
                             "or decimate more",
                             key, edge_hz, kLowestEdge * rate_hz)};
  }
  return {};
}

Expected<std::vector<Biquad>> design_filter(const FilterParameters& filter,
                                            double rate_hz) {
  const double low = filter.low_hz / rate_hz;
  const double high = filter.high_hz / rate_hz;
  switch (filter.kind) {
    case FilterKind::kNone:
      break;
    case FilterKind::kLowPass:
      FIREFLY_RETURN_IF_ERROR(check_edge("high_hz", filter.high_hz, rate_hz));
      return butterworth_low_pass(filter.order, high);
    case FilterKind::kHighPass:
      FIREFLY_RETURN_IF_ERROR(check_edge("low_hz", filter.low_hz, rate_hz));
      return butterworth_high_pass(filter.order, low);
    case FilterKind::kBandPass:
      FIREFLY_RETURN_IF_ERROR(check_edge("low_hz", filter.low_hz, rate_hz));
      FIREFLY_RETURN_IF_ERROR(check_edge("high_hz", filter.high_hz, rate_hz));
      if (filter.low_hz >= filter.high_hz) {
        return Error{ErrorCode::kInvalidData,
                     fmt::format("filter.low_hz is {} Hz and filter.high_hz "
                                 "{} Hz: the lower edge must be below the "
                                 "upper one",
                                 filter.low_hz, filter.high_hz)};
      }
      return butterworth_band_pass(filter.order, low, high);
  }
  return std::vector<Biquad>{};
}

}  // namespace

void declare(Keys& keys, PrefilterParameters& parameters) {
  keys.integer({"decimation", "",
                "samples of which one is kept, after an anti-alias filter"},
               parameters.decimation, 1, 1000);
  keys.table(
      {"filter", "", "Butterworth filter of the samples that are kept"},
      [&filter = parameters.filter](Keys& inside) {
        inside.one_of({"kind", "", "what passes"}, filter.kind,
                      {{"none", FilterKind::kNone},
                       {"low_pass", FilterKind::kLowPass},
                       {"high_pass", FilterKind::kHighPass},
                       {"band_pass", FilterKind::kBandPass}});
        inside.integer({"order", "", "at each edge; 6 dB an octave each"},
                       filter.order, 1, 8);
        inside.number(
            {"low_hz", "Hz", "lower edge, -3 dB, of high_pass and band_pass"},
            filter.low_hz, 0.001, 24000);
        inside.number(
            {"high_hz", "Hz", "upper edge, -3 dB, of low_pass and band_pass"},
            filter.high_hz, 0.001, 24000);
      });
}

Expected<PrefilterDesign> design_prefilter(
    const PrefilterParameters& parameters, const SensorFormat& sensor) {
  FIREFLY_RETURN_IF_ERROR(check_signal(sensor));
  PrefilterDesign design;
  design.channels = sensor.channels;
  design.decimation = parameters.decimation;
  design.rate_hz = sensor.rate_hz / parameters.decimation;
  if (parameters.decimation > 1) {
    design.anti_alias = quantized_sections(butterworth_low_pass(
        kAntiAliasOrder, kAntiAliasEdge / 2 / parameters.decimation));
  }
  const auto sections = design_filter(parameters.filter, design.rate_hz);
  FIREFLY_RETURN_IF_ERROR(sections);
  design.filter = quantized_sections(*sections);
  return design;
}

}  // namespace firefly
